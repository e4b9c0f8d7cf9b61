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
    private const int MostFree = 1_000;

    private readonly Dictionary<AttemptKey, Attempt> attempts = [];
    private readonly Stack<IActorRef> free = new();
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
                Begin(
                    new StepActor.Begin(run.Assignment.Attempt, run.Assignment, null, Asker(run.ReportTo), run.ReportTo)
                );
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
                Forget(ended);
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
        Begin(new StepActor.Begin(key, null, outcome, reportTo, reportTo));

    private void Begin(StepActor.Begin begin)
    {
        var actor = free.TryPop(out var idle) ? idle : Context.ActorOf(StepActor.Props(room));
        attempts.Add(begin.Attempt, new Attempt(actor, begin.Region));
        actor.Tell(begin);
    }

    /// <summary>The execution itself is nearer than the region.</summary>
    private IActorRef Asker(IActorRef region) => Sender.IsNobody() || Sender is DeadLetterActorRef ? region : Sender;

    /// <summary>It did not say that it ended, and its outcome is gone with it.</summary>
    private void Bury(IActorRef dead)
    {
        foreach (var (key, (_, reportTo)) in attempts.Where(a => a.Value.Actor.Equals(dead)).ToList())
        {
            attempts.Remove(key);
            Report(key, reportTo, StepActor.RunnerFault("the actor of this step crashed; the node's log says why"));
        }
    }

    private void Forget(StepActor.Ended ended)
    {
        if (attempts.Remove(ended.Attempt, out var attempt) && ended.IsFree)
        {
            Release(attempt.Actor);
        }

        EndWhenDrained();
    }

    private void Release(IActorRef idle)
    {
        if (free.Count < MostFree)
        {
            free.Push(idle);
        }
        else
        {
            Context.Stop(idle);
        }
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
