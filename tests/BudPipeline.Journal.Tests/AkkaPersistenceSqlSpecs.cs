using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Query;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using BudPipeline.TestDatabases;

namespace BudPipeline.Journal.Tests;

/// <summary>Akka.Persistence.Sql and this journal read each other's tables.</summary>
public abstract class AkkaPersistenceSqlSpecs(DatabaseDialect dialect) : IDisposable
{
    private readonly TempFolder _folder = new();

    private string? _postgres;

    private string Path => _folder.File("shared.db");

    private string Postgres => _postgres ??= PostgresCluster.Shared.NewDatabase();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _folder.Dispose();

    [SkippableFact]
    public async Task It_recovers_what_this_journal_wrote()
    {
        using (var ours = Ours())
        {
            var ledger = ours.ActorOf(Ledger.Props("l"));
            await Tell(ledger, new Ledger.Append("a", "b"));
            await Tell(ledger, new Ledger.AppendTagged("c", "red"));
            await ours.Terminate();
        }

        using var theirs = Theirs();
        var content = await Tell(theirs.ActorOf(Ledger.Props("l")), new Ledger.Append("d"));
        Assert.Equal(["a", "b", "c", "d"], content.Words);
        Assert.Equal(4, content.SequenceNr);
        await theirs.Terminate();
    }

    [SkippableFact]
    public async Task This_journal_recovers_what_it_wrote()
    {
        using (var theirs = Theirs())
        {
            var ledger = theirs.ActorOf(Ledger.Props("l"));
            await Tell(ledger, new Ledger.Append("a", "b"));
            await Tell(ledger, new Ledger.AppendTagged("c", "red"));
            await theirs.Terminate();
        }

        using (var ours = Ours())
        {
            var content = await Tell(ours.ActorOf(Ledger.Props("l")), new Ledger.Append("d"));
            Assert.Equal(["a", "b", "c", "d"], content.Words);
            Assert.Equal(4, content.SequenceNr);
            await ours.Terminate();
        }

        using var again = Theirs();
        var last = await Tell(again.ActorOf(Ledger.Props("l")), new Ledger.Read());
        Assert.Equal(["a", "b", "c", "d"], last.Words);
        await again.Terminate();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deletions_of_one_hold_for_the_other(bool weDelete)
    {
        using (var deleting = weDelete ? Ours() : Theirs())
        {
            var deleted = new TaskCompletionSource();
            var ledger = deleting.ActorOf(Ledger.Props("l"));
            await Tell(ledger, new Ledger.Append("a", "b", "c"));
            deleting.EventStream.Subscribe(
                deleting.ActorOf(Props.Create(() => new Once(deleted))),
                typeof(Akka.Persistence.DeleteMessagesSuccess)
            );
            ledger.Tell(new Ledger.Forget(2));
            await deleted.Task.WaitAsync(JournalHouse.Patience);
            await deleting.Terminate();
        }

        using var other = weDelete ? Theirs() : Ours();
        var content = await Tell(other.ActorOf(Ledger.Props("l")), new Ledger.Read());
        Assert.Equal(["c"], content.Words);
        Assert.Equal(3, content.SequenceNr);
        await other.Terminate();
    }

    [SkippableFact]
    public async Task Its_read_journal_reads_our_tables()
    {
        using (var ours = Ours())
        {
            await Tell(ours.ActorOf(Ledger.Props("one")), new Ledger.Append("a", "b"));
            await Tell(ours.ActorOf(Ledger.Props("two")), new Ledger.AppendTagged("c", "red"));
            await ours.Terminate();
        }

        using var theirs = Theirs();
        using var materializer = theirs.Materializer();
        var queries = PersistenceQuery.Get(theirs).ReadJournalFor<SqlReadJournal>("akka.persistence.query.journal.sql");
        Assert.Equal(
            [("one", 1L, "a"), ("one", 2L, "b"), ("two", 1L, "c")],
            await Collect(queries.CurrentAllEvents(Offset.NoOffset()), materializer)
        );
        Assert.Equal(
            [("one", 1L, "a"), ("one", 2L, "b")],
            await Collect(queries.CurrentEventsByPersistenceId("one", 0, long.MaxValue), materializer)
        );
        Assert.Equal(
            [("two", 1L, "c")],
            await Collect(queries.CurrentEventsByTag("red", Offset.NoOffset()), materializer)
        );
        await theirs.Terminate();
    }

    [SkippableFact]
    public async Task Its_snapshot_store_keeps_snapshots_beside_our_journal()
    {
        using (var ours = Ours(TheirSnapshots()))
        {
            var counter = ours.ActorOf(SnapshotCounter.Props());
            await Total(counter, 3);
            await Total(counter, SnapshotCounter.Command.Save);
            await Total(counter, 4);
            await ours.Terminate();
        }

        using var again = Ours(TheirSnapshots());
        var recovered = await Total(again.ActorOf(SnapshotCounter.Props()), SnapshotCounter.Command.Read);
        Assert.Equal(new SnapshotCounter.State(Sum: 7, EventsReplayed: 1), recovered);
        await again.Terminate();
    }

    private ActorSystem Ours() => Ours(Config.Empty);

    private ActorSystem Ours(Config more) =>
        ActorSystem.Create(
            "ours",
            more.WithFallback(
                    dialect == DatabaseDialect.Sqlite
                        ? BudJournal.Config(Path)
                        : ConfigurationFactory
                            .ParseString($"{BudJournal.PluginId}.postgresql.connection-string = \"{Postgres}\"")
                            .WithFallback(BudJournal.Config())
                )
                .WithFallback(SqlPersistence.DefaultConfiguration)
        );

    private ActorSystem Theirs() =>
        ActorSystem.Create(
            "theirs",
            ConfigurationFactory
                .ParseString(
                    $$"""
                    akka.persistence.journal.plugin = akka.persistence.journal.sql
                    akka.persistence.journal.sql { {{TheirAddress}} }
                    akka.persistence.query.journal.sql { {{TheirAddress}} }
                    """
                )
                .WithFallback(SqlPersistence.DefaultConfiguration)
        );

    private Config TheirSnapshots() =>
        ConfigurationFactory.ParseString(
            $$"""
            akka.persistence.snapshot-store.plugin = akka.persistence.snapshot-store.sql
            akka.persistence.snapshot-store.sql { {{TheirAddress}}
            auto-initialize = off }
            """
        );

    private string TheirAddress =>
        dialect == DatabaseDialect.Sqlite
            ? $"""
                connection-string = "Data Source={Path};Pooling=false"
                provider-name = "SQLite.MS"
                """
            : $"""
                connection-string = "{Postgres}"
                provider-name = "PostgreSQL.15"
                """;

    private static Task<SnapshotCounter.State> Total(IActorRef counter, object command) =>
        counter.Ask<SnapshotCounter.State>(command, JournalHouse.Patience);

    private static Task<Ledger.Content> Tell(IActorRef ledger, object command) =>
        ledger.Ask<Ledger.Content>(command, JournalHouse.Patience);

    private static async Task<IEnumerable<(string, long, string)>> Collect(
        Source<EventEnvelope, Akka.NotUsed> events,
        IMaterializer materializer
    )
    {
        var envelopes = await events.RunWith(Sink.Seq<EventEnvelope>(), materializer).WaitAsync(JournalHouse.Patience);
        return envelopes.Select(e => (e.PersistenceId, e.SequenceNr, (string)e.Event));
    }

    private sealed class Once(TaskCompletionSource seen) : UntypedActor
    {
        protected override void OnReceive(object message) => seen.TrySetResult();
    }
}
