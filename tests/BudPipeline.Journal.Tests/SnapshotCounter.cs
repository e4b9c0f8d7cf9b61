using Akka.Actor;
using Akka.Persistence;

namespace BudPipeline.Journal.Tests;

/// <summary>Adds up the numbers that it is told, and takes a snapshot when it is asked to.</summary>
internal sealed class SnapshotCounter : UntypedPersistentActor
{
    private State _state = new(0, 0);
    private IActorRef _asker = ActorRefs.Nobody;

    public enum Command
    {
        Save,
        Read,
    }

    /// <param name="Sum">Of all numbers.</param>
    /// <param name="EventsReplayed">How many events the last recovery read.</param>
    public sealed record State(int Sum, int EventsReplayed);

    public override string PersistenceId => "counter";

    public static Props Props() => Akka.Actor.Props.Create<SnapshotCounter>();

    protected override void OnCommand(object message)
    {
        var asker = Sender;
        switch (message)
        {
            case int number:
                Persist(
                    number,
                    added =>
                    {
                        _state = _state with { Sum = _state.Sum + added };
                        asker.Tell(_state);
                    }
                );
                break;
            case Command.Save:
                _asker = asker;
                SaveSnapshot(_state.Sum);
                break;
            case SaveSnapshotSuccess:
                _asker.Tell(_state);
                break;
            case SaveSnapshotFailure failure:
                _asker.Tell(new Status.Failure(failure.Cause));
                break;
            case Command.Read:
                asker.Tell(_state);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: var sum }:
                _state = new State(Convert.ToInt32(sum, System.Globalization.CultureInfo.InvariantCulture), 0);
                break;
            case int number:
                _state = new State(_state.Sum + number, _state.EventsReplayed + 1);
                break;
            case long number:
                _state = new State(_state.Sum + (int)number, _state.EventsReplayed + 1);
                break;
        }
    }
}
