using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using BudPipeline.Core.Executions;

namespace BudPipeline.Server.Engine;

/// <summary>Speaks the journal's protocol for many ids: a write a history.</summary>
internal sealed class HistoryWriterActor(IActorRef journal) : UntypedActor
{
    private const string Writer = "history";

    private readonly Dictionary<string, History> writing = new(StringComparer.Ordinal);

    public static Props Props(ActorSystem system)
    {
        var journal = Persistence.Instance.Apply(system).JournalFor("");
        return Akka.Actor.Props.Create(() => new HistoryWriterActor(journal));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case History history:
                writing.Add(history.PersistenceId, history);
                journal.Tell(new WriteMessages([Write(history)], Self, actorInstanceId: 0), Self);
                break;
            case WriteMessageSuccess { Persistent: var last } when IsLast(last, out var history):
                writing.Remove(history.PersistenceId);
                history.Succeed();
                break;
            case WriteMessageFailure { Persistent: var last } failed when IsLast(last, out var history):
                writing.Remove(history.PersistenceId);
                history.Fail(failed.Cause);
                break;
            case WriteMessageSuccess or WriteMessageFailure or WriteMessagesSuccessful or WriteMessagesFailed:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The journal answers for each event, in order.</summary>
    private bool IsLast(IPersistentRepresentation answered, out History history)
    {
        history = writing[answered.PersistenceId];
        return answered.SequenceNr == history.Events.Length;
    }

    private static AtomicWrite Write(History history) =>
        new([
            .. history.Events.Select(
                IPersistentRepresentation (e, index) =>
                    new Persistent(
                        e,
                        index + 1,
                        history.PersistenceId,
                        manifest: null,
                        isDeleted: false,
                        ActorRefs.NoSender,
                        Writer,
                        e.At.UtcTicks
                    )
            ),
        ]);

    /// <summary>All events of one execution.</summary>
    internal sealed class History(string persistenceId, ImmutableArray<ExecutionEvent> events)
        : INoSerializationVerificationNeeded
    {
        private readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string PersistenceId => persistenceId;

        public ImmutableArray<ExecutionEvent> Events => events;

        public Task Written => written.Task;

        public void Succeed() => written.SetResult();

        public void Fail(Exception cause) => written.SetException(cause);
    }
}
