using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace BudPipeline.Journal.Tests;

public abstract class PersistentActorSpecs(DatabaseDialect dialect)
{
    [SkippableFact]
    public async Task An_actor_recovers_what_was_acknowledged()
    {
        await using var house = JournalHouse.Open(dialect);
        var ledger = house.Ledger("l");
        await ledger.Ask<Ledger.Content>(new Ledger.Append("a", "b"), JournalHouse.Patience);
        await ledger.Ask<Ledger.Content>(new Ledger.Append("c"), JournalHouse.Patience);
        await house.LeaveAndEnterAsync();
        var content = await house.Ledger("l").Ask<Ledger.Content>(new Ledger.Read(), JournalHouse.Patience);
        Assert.Equal(["a", "b", "c"], content.Words);
        Assert.Equal(3, content.SequenceNr);
    }

    [SkippableFact]
    public async Task Numbers_go_on_after_everything_was_deleted()
    {
        await using var house = JournalHouse.Open(dialect);
        var probe = house.Probe();
        house.System.EventStream.Subscribe(probe.Ref, typeof(DeleteMessagesSuccess));
        var ledger = house.Ledger("l");
        await ledger.Ask<Ledger.Content>(new Ledger.Append("a", "b"), JournalHouse.Patience);
        ledger.Tell(new Ledger.Forget(long.MaxValue));
        await probe.ExpectMsgAsync<DeleteMessagesSuccess>();
        await house.LeaveAndEnterAsync();
        var content = await house.Ledger("l").Ask<Ledger.Content>(new Ledger.Append("c"), JournalHouse.Patience);
        Assert.Equal(["c"], content.Words);
        Assert.Equal(3, content.SequenceNr);
    }

    [SkippableFact]
    public async Task Deferred_handlers_run_after_the_write_before_them()
    {
        await using var house = JournalHouse.Open(dialect);
        var probe = house.Probe();
        house.Ledger("l").Tell(new Ledger.AppendThenDefer("written"), probe);
        await probe.ExpectMsgAsync("written");
        await probe.ExpectMsgAsync("deferred");
    }

    [SkippableFact]
    public async Task Event_adapters_stand_between_actor_and_journal()
    {
        await using var house = JournalHouse.OpenWith(
            dialect,
            $$"""
            {{BudJournal.PluginId}} {
              event-adapters.shout = "{{typeof(ShoutingAdapter).FullName}}, {{typeof(ShoutingAdapter).Assembly.GetName().Name}}"
              event-adapter-bindings."System.String" = shout
            }
            """
        );
        var ledger = house.Ledger("l");
        await ledger.Ask<Ledger.Content>(new Ledger.Append("quiet"), JournalHouse.Patience);
        Assert.Equal(
            1,
            await house.ScalarAsync(
                dialect == DatabaseDialect.Sqlite
                    ? """SELECT count(*) FROM journal WHERE message = CAST('"QUIET"' AS BLOB)"""
                    : """SELECT count(*) FROM journal WHERE message = convert_to('"QUIET"', 'UTF8')"""
            )
        );
        await ledger.GracefulStop(JournalHouse.Patience);
        var content = await house.Ledger("l").Ask<Ledger.Content>(new Ledger.Read(), JournalHouse.Patience);
        Assert.Equal(["quiet"], content.Words);
    }

    [SkippableFact]
    public async Task The_plugin_opens_and_closes_a_file_of_its_own()
    {
        using var folder = new TempFolder();
        var path = folder.File("own/journal.db");
        for (var round = 1; round <= 2; round++)
        {
            using var system = ActorSystem.Create("own", BudJournal.Config(path));
            var content = await system
                .ActorOf(Ledger.Props("l"))
                .Ask<Ledger.Content>(new Ledger.Append("word"), JournalHouse.Patience);
            Assert.Equal(round, content.SequenceNr);
            await system.Terminate();
            Assert.False(File.Exists(path + "-wal"));
        }
    }

    private sealed class ShoutingAdapter : IEventAdapter
    {
        public string Manifest(object evt) => "";

        public object ToJournal(object evt) => ((string)evt).ToUpperInvariant();

        public IEventSequence FromJournal(object evt, string manifest) =>
            EventSequence.Single(((string)evt).ToLowerInvariant());
    }
}
