using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using static BudPipeline.Server.Tests.Storage.Events;

namespace BudPipeline.Server.Tests.Storage;

public abstract class ExecutionDirectorySpecs(DatabaseDialect dialect) : IAsyncLifetime
{
    private TestTables tables = null!;

    public async Task InitializeAsync() => tables = await TestTables.OpenAsync(dialect);

    public async Task DisposeAsync() => await tables.DisposeAsync();

    [SkippableFact]
    public async Task The_unfinished_are_read_in_pages()
    {
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            await tables.WriteAsync(id, Started(1));
        }

        await tables.WriteAsync("b", Ends(2));
        var first = await tables.Directory.UnfinishedAsync(null, 2, CancellationToken.None);
        var second = await tables.Directory.UnfinishedAsync(first[^1], 2, CancellationToken.None);
        Assert.Equal<string>(["a", "c"], first);
        Assert.Equal<string>(["d"], second);
    }

    [SkippableFact]
    public async Task Nothing_parked_is_nothing_due()
    {
        var due = await tables.Directory.DueAsync(At(0), 10, CancellationToken.None);
        Assert.Empty(due.Ids);
        Assert.Null(due.Next);
    }

    [SkippableFact]
    public async Task The_parked_are_due_at_their_earliest_timer_or_at_their_deadline()
    {
        await ParkAsync("late", Started(1, deadline: 500));
        await ParkAsync("soon", Started(1), Waits(2, 0, 100), Waits(2, 1, 50));
        await ParkAsync("now", Started(1), Waits(2, 0, 10));
        await tables.WriteAsync("awake", Started(1), Waits(2, 0, 5));

        var due = await tables.Directory.DueAsync(At(20), 10, CancellationToken.None);
        Assert.Equal<string>(["now"], due.Ids);
        Assert.Equal(At(50), due.Next);

        var later = await tables.Directory.DueAsync(At(600), 2, CancellationToken.None);
        Assert.Equal<string>(["now", "soon"], later.Ids);
        Assert.Equal(At(500), later.Next);
    }

    [SkippableFact]
    public async Task A_quarantined_execution_is_in_no_answer_until_it_is_released()
    {
        await tables.WriteAsync("a", Started(1));
        await ParkAsync("b", Started(1), Waits(2, 0, 10));
        foreach (var id in (string[])["a", "b"])
        {
            await tables.Directory.QuarantineAsync(id, "it crashed", CancellationToken.None);
        }

        Assert.Empty(await tables.Directory.UnfinishedAsync(null, 10, CancellationToken.None));
        Assert.Empty((await tables.Directory.DueAsync(At(99), 10, CancellationToken.None)).Ids);
        Assert.Equal(
            ["it crashed", "it crashed"],
            await tables.QueryAsync<string>("SELECT quarantine_cause FROM executions")
        );

        await tables.Directory.ReleaseAsync("a", CancellationToken.None);
        Assert.Equal<string>(["a"], await tables.Directory.UnfinishedAsync(null, 10, CancellationToken.None));
    }

    [SkippableFact]
    public async Task What_has_ended_cannot_be_parked()
    {
        await tables.WriteAsync("a", Started(1), Ends(2));
        await tables.Directory.ParkAsync("a", CancellationToken.None);
        Assert.Equal([0L], await tables.QueryAsync<long>("SELECT parked FROM executions"));
    }

    private async Task ParkAsync(string id, params ExecutionEvent[] events)
    {
        await tables.WriteAsync(id, events);
        await tables.Directory.ParkAsync(id, CancellationToken.None);
    }
}

public sealed class ExecutionDirectoryOnSqliteSpecs() : ExecutionDirectorySpecs(DatabaseDialect.Sqlite);

public sealed class ExecutionDirectoryOnPostgresSpecs() : ExecutionDirectorySpecs(DatabaseDialect.PostgreSql);
