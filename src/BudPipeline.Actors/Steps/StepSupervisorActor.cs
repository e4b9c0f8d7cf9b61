using Akka.Actor;
using BudPipeline.Core.Actions;

namespace BudPipeline.Actors.Steps;

/// <summary>What stands around an attempt on its node.</summary>
internal sealed record StepRoom(EngineOptions Options, TimeProvider Time, IStepRunner Runner);

/// <summary>
/// The attempts of this node. They belong to it and not to their executions: an execution that restarts after a database
/// blip must not end a command of three hours.
/// </summary>
internal sealed class StepSupervisorActor(StepRoom room) : UntypedActor
{
    private readonly Dictionary<AttemptKey, Attempt> attempts = [];
    private bool drains;

    public static Props Props(StepRoom room) => Akka.Actor.Props.Create(() => new StepSupervisorActor(room));

    // Whoever ends in order says so itself: watching each of them would cost a tenth of a short step.
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(_ =>
        {
            Self.Tell(new Crashed(Sender));
            return Directive.Stop;
        });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StepProtocol.RunStep run when attempts.TryGetValue(run.Assignment.Attempt, out var known):
                known.Actor.Tell(StepActor.Order.Repeat);
                break;
            case StepProtocol.RunStep run when !drains:
                Start(run.Assignment.Attempt, run.ReportTo, StepActor.Running(run.Assignment, run.ReportTo, room));
                break;
            case StepProtocol.StopStep halt when attempts.TryGetValue(halt.Attempt, out var known):
                known.Actor.Tell(StepActor.Order.Stop);
                break;
            case StepProtocol.StopStep halt when !drains:
                Report(halt.Attempt, halt.ReportTo, ActionOutcome.Stopped());
                break;
            case StepProtocol.RunStep or StepProtocol.StopStep:
                // The next incarnation of this node will find the attempt lost, and the core decides.
                break;
            case StepActor.Ended ended:
                Forget(ended.Attempt);
                break;
            case Crashed crashed:
                Bury(crashed.Actor);
                break;
            case StepProtocol.Drain:
                Drain();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Report(AttemptKey key, IActorRef reportTo, ActionOutcome outcome) =>
        Start(key, reportTo, StepActor.Reporting(key, outcome, reportTo, room));

    private void Start(AttemptKey key, IActorRef reportTo, Props props)
    {
        attempts.Add(key, new Attempt(Context.ActorOf(props), reportTo));
    }

    /// <summary>It did not say that it ended, and its outcome is gone with it.</summary>
    private void Bury(IActorRef dead)
    {
        foreach (var (key, (_, reportTo)) in attempts.Where(a => a.Value.Actor.Equals(dead)).ToList())
        {
            Forget(key);
            Report(key, reportTo, StepActor.RunnerFault("the actor of this step crashed; the node's log says why"));
        }
    }

    private void Forget(AttemptKey key)
    {
        attempts.Remove(key);
        EndWhenDrained();
    }

    private void Drain()
    {
        drains = true;
        foreach (var attempt in attempts.Values)
        {
            attempt.Actor.Tell(StepActor.Order.Leave);
        }

        EndWhenDrained();
    }

    private void EndWhenDrained()
    {
        if (drains && attempts.Count == 0)
        {
            Context.Stop(Self);
        }
    }

    private readonly record struct Attempt(IActorRef Actor, IActorRef ReportTo);

    private sealed record Crashed(IActorRef Actor) : INoSerializationVerificationNeeded;
}
