using System.Collections.Immutable;
using Akka.Actor;
using BudPipeline.Actors.Steps;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Executions;

/// <summary>Does what a written state asks for.</summary>
internal sealed class EffectRunner(string executionId, IActorRef execution, ExecutionRoom room, Alarm deadline)
{
    public void Run(ImmutableArray<ExecutionEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case DispatchStep dispatch:
                    room.Steps.Tell(new StepProtocol.RunStep(dispatch.Assignment, room.Region), execution);
                    break;
                case CancelStep cancel:
                    room.Steps.Tell(new StepProtocol.StopStep(cancel.Attempt, room.Region), execution);
                    break;
                case FailAttempt fail:
                    var outcome = ActionOutcome.Failed(fail.Error);
                    var command = new CompleteAttempt(fail.Ordinal, fail.Attempt, outcome);
                    execution.Tell(new ExecutionProtocol.SubmitCommand(executionId, command), execution);
                    break;
                case SetTimer timer:
                    deadline.Set(timer.Due);
                    break;
                default:
                    throw new InvalidOperationException($"unknown effect {effect.GetType()}");
            }
        }
    }
}
