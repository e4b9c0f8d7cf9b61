using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;

namespace BudPipeline.Journal;

/// <summary>
/// The journal plugin: turns Akka's journal protocol into writes, replays and deletions of a <see cref="IJournalStore"/>.
/// It is no <c>AsyncWriteJournal</c>, because that orders acknowledgements across all actors and lets the faults of a
/// few open a circuit breaker over everybody.
/// </summary>
public sealed class GroupJournal : WriteJournalBase
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly EventCodec _codec = new((ExtendedActorSystem)Context.System);
    private readonly bool _guardsReplays;
    private readonly JournalDatabase? _ownDatabase;
    private readonly IJournalStore _store;
    private IDisposable? _healthSubscription;

    public GroupJournal(Config config)
    {
        _guardsReplays = ReplayGuard.IsWanted(config);
        var setup = Context.System.Settings.Setup.Get<JournalSetup>();
        if (setup.HasValue)
        {
            _store = setup.Value.Store;
        }
        else
        {
            _ownDatabase = OpenDatabase(config);
            _store = _ownDatabase.StoreWith([]);
        }
    }

    protected override void PreStart() => _healthSubscription = _store.Health.Subscribe(LogChange);

    protected override void PostStop()
    {
        _healthSubscription?.Dispose();

        // The actor system must not end before queued writes are durable and the database is closed.
        _ownDatabase?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                Write(write);
                return true;
            case ReplayMessages replay:
                Replay(replay);
                return true;
            case DeleteMessagesTo deletion:
                Delete(deletion);
                return true;
            case CheckJournalHealth:
                Sender.Tell(new JournalHealthCheckResponse(CheckHealth(_store.Health.Current)));
                return true;
            default:
                return false;
        }
    }

    private void Write(WriteMessages request)
    {
        var reply = new WriteReply(request, Self);
        var now = _store.Time.GetUtcNow();
        var writes = request.Messages.OfType<AtomicWrite>().ToArray();
        var count = writes.Sum(write => write.Size);
        var rows = new List<JournalRow>(count);
        var entries = new List<JournalEntry>(count);
        foreach (var write in writes)
        {
            foreach (var representation in (IEnumerable<IPersistentRepresentation>)write.Payload)
            {
                try
                {
                    rows.Add(_codec.Encode(AdaptToJournal(representation), now.UtcTicks));
                }
#pragma warning disable CA1031 // Whatever an adapter or serializer of the user throws is the failure of this write.
                catch (Exception cause)
#pragma warning restore CA1031
                {
                    reply.Send(CannotSerialize(representation, cause));
                    return;
                }

                entries.Add(EntryOf(representation, now));
            }
        }

        if (rows.Count > 0)
        {
            _store.Write(rows, entries, reply.Send);
        }
        else
        {
            reply.Send(failure: null);
        }
    }

    private void Replay(ReplayMessages request)
    {
        var actor = request.PersistentActor;
        var guard = _guardsReplays ? new ReplayGuard() : null;
        var range = new ReplayRange(request.PersistenceId, request.FromSequenceNr, request.ToSequenceNr, request.Max);
        _ = _store
            .ReplayAsync(
                range,
                row =>
                {
                    guard?.Check(row);
                    foreach (var representation in AdaptFromJournal(_codec.Decode(row)))
                    {
                        actor.Tell(new ReplayedMessage(representation), ActorRefs.NoSender);
                    }
                }
            )
            .PipeTo(
                actor,
                ActorRefs.NoSender,
                highest => new RecoverySuccess(highest),
                cause => new ReplayMessagesFailure(cause)
            );
    }

    private void Delete(DeleteMessagesTo request) =>
        _ = _store
            .DeleteAsync(request.PersistenceId, request.ToSequenceNr)
            .PipeTo(
                request.PersistentActor,
                Self,
                () => new DeleteMessagesSuccess(request.ToSequenceNr),
                cause => new DeleteMessagesFailure(cause, request.ToSequenceNr)
            );

    private static JournalEntry EntryOf(IPersistentRepresentation representation, DateTimeOffset now) =>
        new(
            representation.PersistenceId,
            representation.SequenceNr,
            representation.Payload is Tagged tagged ? tagged.Payload : representation.Payload,
            representation.Timestamp == 0 ? now : new DateTimeOffset(representation.Timestamp, TimeSpan.Zero)
        );

    private static JournalWriteException CannotSerialize(IPersistentRepresentation representation, Exception cause) =>
        new(
            $"Event {representation.SequenceNr} of '{representation.PersistenceId}' "
                + $"({representation.Payload.GetType()}) cannot be serialized: {cause.Message}",
            cause
        );

    private static JournalDatabase OpenDatabase(Config config)
    {
        var address = config.GetString("postgresql.connection-string", "");
        return address.Length == 0
            ? SqliteDatabase.Open(SqliteDatabaseOptions.From(config.GetConfig("sqlite")))
            : PostgresDatabase
                .OpenAsync(PostgresDatabaseOptions.From(address, config.GetConfig("postgresql")))
                .GetAwaiter()
                .GetResult();
    }

    private static PersistenceHealthCheckResult CheckHealth(JournalCondition condition) =>
        new(
            condition.IsHealthy ? PersistenceHealthStatus.Healthy : PersistenceHealthStatus.Unhealthy,
            condition.Reason ?? "",
            null,
            null
        );

    private void LogChange(JournalCondition condition)
    {
        if (condition.IsHealthy)
        {
            _log.Info("The journal takes writes again");
        }
        else
        {
            _log.Error("The journal takes no writes: {Reason}", condition.Reason);
        }
    }
}
