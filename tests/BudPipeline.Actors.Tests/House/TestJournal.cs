using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Tests.House;

/// <summary>A journal over a <see cref="JournalStore"/>. Every event makes the way through the wire format and back.</summary>
public sealed class TestJournal : AsyncWriteJournal
{
    public const string Hocon = """
        akka.persistence.journal.plugin = "test-journal"
        test-journal {
          class = "BudPipeline.Actors.Tests.House.TestJournal, BudPipeline.Actors.Tests"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          circuit-breaker { max-failures = 1000, call-timeout = 120s, reset-timeout = 1s }
        }
        """;

    private readonly JournalStore store = Context.System.Settings.Setup.Get<JournalStore>().Value;

    private readonly Akka.Serialization.Serialization serialization = Context.System.Serialization;

    public override Task<long> ReadHighestSequenceNrAsync(
        string persistenceId,
        long fromSequenceNr,
        CancellationToken cancellationToken
    )
    {
        store.OnRead(persistenceId);
        return Task.FromResult((long)store.Rows(persistenceId).Length);
    }

    public override Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback
    )
    {
        var number = 0L;
        foreach (var e in store.Rows(persistenceId))
        {
            if (++number >= fromSequenceNr && number <= toSequenceNr && !store.Lost.Contains(number))
            {
                recoveryCallback(new Persistent(e, number, persistenceId));
            }
        }

        return Task.CompletedTask;
    }

    protected override async Task<IImmutableList<Exception>?> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages,
        CancellationToken cancellationToken
    )
    {
        foreach (var atomic in messages)
        {
            var rows = (IImmutableList<IPersistentRepresentation>)atomic.Payload;
            await store.WriteAsync(
                new Write(atomic.PersistenceId, [.. rows.Select(row => ThroughTheWire(row.Payload))])
            );
        }

        return null;
    }

    protected override Task DeleteMessagesToAsync(
        string persistenceId,
        long toSequenceNr,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("executions delete nothing");

    private ExecutionEvent ThroughTheWire(object payload)
    {
        var serializer = serialization.FindSerializerFor(payload);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, payload);
        return (ExecutionEvent)
            serialization.Deserialize(serialization.Serialize(payload), serializer.Identifier, manifest);
    }
}
