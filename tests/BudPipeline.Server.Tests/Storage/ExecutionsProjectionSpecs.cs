using BudPipeline.Client.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using BudPipeline.Server.Storage;
using static BudPipeline.Server.Tests.Storage.Events;

namespace BudPipeline.Server.Tests.Storage;

public abstract class ExecutionsProjectionSpecs(DatabaseDialect dialect) : IAsyncLifetime
{
    private TestTables tables = null!;

    public async Task InitializeAsync() => tables = await TestTables.OpenAsync(dialect);

    public async Task DisposeAsync() => await tables.DisposeAsync();

    [SkippableFact]
    public async Task A_start_makes_the_row()
    {
        await tables.WriteAsync("e", Started(1));
        var row = await RowAsync();
        Assert.Equal(
            ("pending", "hello", "1.0", "hash", 1),
            (row.Status, row.PipelineName, row.PipelineVersion, row.DefinitionHash, row.PlanVersion)
        );
        Assert.Equal(("high", "api", """["red"]"""), (row.Priority, row.Initiator, row.Tags));
        Assert.Equal(
            (At(1).ToUnixTimeMilliseconds(), At(7200).ToUnixTimeMilliseconds()),
            (row.CreatedAt, row.Deadline)
        );
        Assert.Null(row.StartedAt);
        Assert.Null(row.CompletedAt);
    }

    [SkippableFact]
    public async Task The_first_step_makes_it_running_and_later_ones_do_not_move_its_begin()
    {
        await tables.WriteAsync("e", Started(1), Begins(2, 0));
        await tables.WriteAsync("e", Begins(3, 1));
        var row = await RowAsync();
        Assert.Equal(("running", At(2).ToUnixTimeMilliseconds()), (row.Status, row.StartedAt));
    }

    [SkippableFact]
    public async Task Completed_and_skipped_steps_are_counted_over_groups_and_failed_ones_are_not()
    {
        await tables.WriteAsync("e", Started(1), Begins(2, 0));
        await tables.WriteAsync("e", Finishes(3, (0, StepStatus.Completed), (1, StepStatus.Failed)), Skips(3, 2));
        await tables.WriteAsync("e", Finishes(4, (3, StepStatus.Completed)));
        Assert.Equal(3, (await RowAsync()).CompletedSteps);
    }

    [SkippableFact]
    public async Task The_end_is_there_with_its_error()
    {
        await tables.WriteAsync("e", Started(1), Begins(2, 0));
        await tables.WriteAsync("e", Ends(5, ExecutionStatus.Failed));
        var row = await RowAsync();
        Assert.Equal(("failed", At(5).ToUnixTimeMilliseconds()), (row.Status, row.CompletedAt));
        Assert.Contains("\"code\":\"BROKEN\"", row.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_whole_life_in_one_group_is_one_row()
    {
        await tables.WriteAsync("e", Started(1), Begins(2, 0), Finishes(3, (0, StepStatus.Completed)), Ends(3));
        var row = await RowAsync();
        Assert.Equal(("completed", 1), (row.Status, row.CompletedSteps));
        Assert.Equal(At(2).ToUnixTimeMilliseconds(), row.StartedAt);
    }

    [SkippableFact]
    public async Task Pause_and_resume_are_in_the_row_and_a_stop_ends_the_pause()
    {
        await tables.WriteAsync("e", Started(1), new ExecutionPaused(At(2), null));
        Assert.True((await RowAsync()).Paused);
        await tables.WriteAsync("e", new ExecutionResumed(At(3), null));
        Assert.False((await RowAsync()).Paused);
        await tables.WriteAsync("e", new ExecutionPaused(At(4), null));
        await tables.WriteAsync("e", new ExecutionStopping(At(5), StopReason.Cancelled, null, null));
        Assert.False((await RowAsync()).Paused);
    }

    [SkippableFact]
    public async Task Whatever_happens_next_it_is_no_longer_parked()
    {
        await tables.WriteAsync("e", Started(1), Waits(2, 0, 100));
        await tables.Directory.ParkAsync("e", CancellationToken.None);
        Assert.Empty(await tables.Directory.UnfinishedAsync(null, 10, CancellationToken.None));
        await tables.WriteAsync("e", new StepsProgressed(At(3), []));
        Assert.Equal<string>(["e"], await tables.Directory.UnfinishedAsync(null, 10, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Events_of_others_are_passed_over()
    {
        await tables.ProjectAsync(new JournalEntry("schedule-1", 1, Started(1), At(1)));
        Assert.Equal(0, await tables.Executions.CountAsync(new ExecutionFilter()));
    }

    private async Task<ExecutionRow> RowAsync() =>
        await tables.Executions.FindAsync("e") ?? throw new InvalidOperationException("no row");
}

public sealed class ExecutionsProjectionOnSqliteSpecs() : ExecutionsProjectionSpecs(DatabaseDialect.Sqlite);

public sealed class ExecutionsProjectionOnPostgresSpecs() : ExecutionsProjectionSpecs(DatabaseDialect.PostgreSql);
