using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace BudPipeline.Journal.Tests;

/// <summary>An event-sourced list of words.</summary>
internal sealed class Ledger : UntypedPersistentActor
{
    private readonly List<string> _words = [];

    public Ledger(string id) => PersistenceId = id;

    public sealed record Append(params string[] Words);

    public sealed record AppendTagged(string Word, string Tag);

    public sealed record AppendThenDefer(string Word);

    public sealed record Forget(long ToSequenceNr);

    public sealed record Read;

    public sealed record Content(IReadOnlyList<string> Words, long SequenceNr);

    public override string PersistenceId { get; }

    public override Recovery Recovery { get; } = new(SnapshotSelectionCriteria.None);

    public static Props Props(string id) => Akka.Actor.Props.Create(() => new Ledger(id));

    protected override void OnCommand(object message)
    {
        var asker = Sender;
        switch (message)
        {
            case Append append:
                var left = append.Words.Length;
                PersistAll(
                    append.Words,
                    word =>
                    {
                        _words.Add(word);
                        if (--left == 0)
                        {
                            asker.Tell(Told());
                        }
                    }
                );
                break;
            case AppendTagged append:
                Persist(
                    new Tagged(append.Word, [append.Tag]),
                    tagged =>
                    {
                        _words.Add((string)tagged.Payload);
                        asker.Tell(Told());
                    }
                );
                break;
            case AppendThenDefer append:
                PersistAsync(append.Word, asker.Tell);
                DeferAsync("deferred", asker.Tell);
                break;
            case Forget forget:
                DeleteMessages(forget.ToSequenceNr);
                break;
            case DeleteMessagesSuccess or DeleteMessagesFailure:
                Context.System.EventStream.Publish(message);
                break;
            case Read:
                asker.Tell(Told());
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void OnRecover(object message)
    {
        if (message is string word)
        {
            _words.Add(word);
        }
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Context.System.EventStream.Publish(new PersistFailed(PersistenceId, cause));

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Context.System.EventStream.Publish(new RecoveryFailed(PersistenceId, reason));

    private Content Told() => new([.. _words], LastSequenceNr);
}

internal sealed record PersistFailed(string PersistenceId, Exception Cause);

internal sealed record RecoveryFailed(string PersistenceId, Exception Cause);
