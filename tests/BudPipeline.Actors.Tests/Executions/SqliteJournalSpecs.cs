using System.Collections.Immutable;
using Akka.Hosting;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.Tests.House;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using BudPipeline.Journal.Sqlite;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Executions;

/// <summary>The same engine on the journal of the product, in a real file.</summary>
public sealed class SqliteJournalSpecs : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bud-actors-").FullName;
    private readonly TestDisk disk = new();

    [Fact]
    public async Task Executions_go_on_in_the_next_incarnation_and_completed_steps_do_not_run_again()
    {
        var plan = TestPlans.Chain(3);
        await using (var file = OpenFile())
        await using (var house = await OpenAsync(file, "node-1"))
        {
            await house.StartAsync("e", plan);
            await house.Runner.Started.NextAsync();
            house.Runner.End("s0#1");
            Assert.Equal("s1#1", await house.Runner.Started.NextAsync());
            await house.KillAsync();
        }

        await using var sameFile = OpenFile();
        await using var next = await OpenAsync(sameFile, "node-2");
        Assert.Equal("s1#2", await next.Runner.Started.NextAsync());
        next.Runner.End("s1#2");
        Assert.Equal("s2#1", await next.Runner.Started.NextAsync());
        next.Runner.End("s2#1");
        var events = await next.FinishedAsync("e");

        var journaled = await new JournalEvents(next.System).ReadAsync(ExecutionPersistenceId.Of("e"));
        Assert.Equal(EventText.Of(events), EventText.Of(journaled.Select(entry => (ExecutionEvent)entry.Payload)));
    }

    [Fact]
    public async Task Many_executions_at_once_all_end()
    {
        await using var file = OpenFile();
        await using var house = await OpenAsync(file, "node-1");
        house.Runner.EndsAtOnce = true;
        var plan = TestPlans.Chain(3);
        disk.Plans.Store(plan);
        string[] ids = [.. Enumerable.Range(0, 200).Select(i => $"e{i:D3}")];
        await Task.WhenAll(ids.Select(id => house.AskAsync<ExecutionAccepted>(TestPlans.Start(id, plan))));
        await Task.WhenAll(ids.Select(house.FinishedAsync));
        Assert.Equal(600, house.Runner.Started.All.Count);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private SqliteDatabase OpenFile() =>
        SqliteDatabase.Open(new SqliteDatabaseOptions { Path = Path.Combine(folder, "journal.db") });

    private Task<TestHouse> OpenAsync(SqliteDatabase file, string runner) =>
        TestHouse.OpenAsync(
            disk,
            TestHouse.Options(runner),
            runner: r => r.EndsAtOnce = false,
            journal: akka =>
            {
                akka.AddSetup(new JournalSetup(file, new Listing(disk.Journal)));
                akka.AddHocon(BudJournal.Config(), HoconAddMode.Prepend);
            }
        );

    /// <summary>Keeps the list of executions that the directory answers from.</summary>
    private sealed class Listing(JournalStore list) : IJournalProjection
    {
        public void Project(IReadOnlyList<JournalEntry> entries, IRowWriter rows)
        {
            foreach (var group in entries.GroupBy(entry => entry.PersistenceId, StringComparer.Ordinal))
            {
                ImmutableArray<ExecutionEvent> events = [.. group.Select(entry => (ExecutionEvent)entry.Payload)];
                list.WriteAsync(new Write(group.Key, events)).GetAwaiter().GetResult();
            }
        }
    }
}
