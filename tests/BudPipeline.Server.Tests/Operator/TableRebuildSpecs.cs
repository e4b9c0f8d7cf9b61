using BudPipeline.Client.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Operator;
using BudPipeline.Server.Security;

namespace BudPipeline.Server.Tests.Operator;

public abstract class TableRebuildSpecs(DatabaseDialect dialect) : IDisposable
{
    private const string LosesAll =
        "DELETE FROM executions; DELETE FROM timers; DELETE FROM outbox; DELETE FROM execution_tags; DELETE FROM execution_counts";

    private static readonly ExecutionCallbacks Callbacks = new(
        "http://127.0.0.1:9/completed",
        "http://127.0.0.1:9/failed"
    );

    private protected NodePlace Place { get; } = new(dialect);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Place.Dispose();

    [SkippableFact]
    public async Task Lost_tables_come_back_as_they_were_and_what_waits_goes_on()
    {
        string waiting;
        await using (var node = await Place.NodeAsync())
        {
            waiting = await RunEveryKindAsync(node);
        }

        var before = await AllRowsAsync();
        await Place.RunAsync(LosesAll);
        Assert.NotEqual(before, await AllRowsAsync());

        Assert.True(await RebuildAsync() > 0);

        Assert.Equal(before, await AllRowsAsync());
        await using (var node = await Place.NodeAsync())
        {
            var notices = await node.Client.WatchAsync(waiting).AllAsync();
            Assert.Equal(NoticeTypes.WorkflowCompleted, notices[^1].Type);
        }
    }

    [SkippableFact]
    public async Task Damaged_rows_are_put_right_and_rows_without_events_go()
    {
        await using (var node = await Place.NodeAsync())
        {
            await RunEveryKindAsync(node);
        }

        var before = await AllRowsAsync();
        await Place.RunAsync("UPDATE executions SET status = 'running', pipeline_name = 'wrong', completed_steps = 77");
        await Place.RunAsync("UPDATE execution_counts SET ended = 1000");
        await Place.RunAsync("UPDATE timers SET due = 1");
        await Place.RunAsync("INSERT INTO execution_tags VALUES ('ghost', 1, 'exec_ghost')");

        await RebuildAsync();

        Assert.Equal(before, await AllRowsAsync());
    }

    [SkippableFact]
    public async Task Who_was_told_of_an_end_is_not_told_again()
    {
        await using (var node = await Place.NodeAsync())
        {
            await RunWithCallbacksAsync(node, Pipelines.Hello);
            await RunWithCallbacksAsync(node, Pipelines.Failing);
        }

        // A dispatcher deletes what it has sent.
        await Place.RunAsync("DELETE FROM outbox WHERE target LIKE '%completed'");
        var before = await Place.RowsAsync("SELECT * FROM outbox");
        Assert.Contains("failed", Assert.Single(before), StringComparison.Ordinal);

        await RebuildAsync();
        Assert.Equal(before, await Place.RowsAsync("SELECT * FROM outbox"));

        // An end that the table did not know was written by another journal plugin: nobody can have been told of it.
        await Place.RunAsync("DELETE FROM executions WHERE status = 'completed'");
        await RebuildAsync();
        Assert.Equal(
            ["target=http://127.0.0.1:9/completed", "target=http://127.0.0.1:9/failed"],
            await Place.RowsAsync("SELECT target FROM outbox ORDER BY target")
        );
    }

    [SkippableFact]
    public async Task What_is_quarantined_stays_so_and_what_is_parked_is_woken_once()
    {
        await using (var node = await Place.NodeAsync())
        {
            var id = (await node.StartAsync(Pipelines.Waiting)).Id;
            await node.Client.WatchAsync(id).UntilAsync(NoticeTypes.StepWaiting);
        }

        await Place.RunAsync(
            "UPDATE executions SET quarantined = true, quarantine_cause = 'it crashed', parked = true"
        );

        await RebuildAsync();

        Assert.Equal(
            ["id=it crashed"],
            await Place.RowsAsync("SELECT quarantine_cause AS id FROM executions WHERE quarantined AND NOT parked")
        );
    }

    [SkippableFact]
    public async Task Progress_ends_with_all_events()
    {
        await using (var node = await Place.NodeAsync())
        {
            await node.RunAsync(Pipelines.Hello);
        }

        var told = new Told();
        var events = await RebuildAsync(told);

        Assert.Equal(new RebuildProgress(events, events), told.Reports[^1]);
    }

    /// <summary>Completed, failed, cancelled, waiting for a retry, and waiting for a moment soon: the last one's id.</summary>
    private static async Task<string> RunEveryKindAsync(TestNode node)
    {
        await RunWithCallbacksAsync(node, Pipelines.Hello);
        await RunWithCallbacksAsync(node, Pipelines.Failing);
        var cancelled = await StartAsync(node, Pipelines.Waiting, NoticeTypes.StepWaiting);
        await node.Client.CancelAsync(cancelled, "not needed");
        await node.Client.WatchAsync(cancelled).AllAsync();
        await StartAsync(node, Pipelines.Retrying, NoticeTypes.StepRetrying);
        await StartAsync(node, Pipelines.Waiting, NoticeTypes.StepWaiting);
        var soon = Pipelines.Waiting.Replace("3600", "3", StringComparison.Ordinal);
        return await StartAsync(node, soon, NoticeTypes.StepWaiting);
    }

    private static async Task<string> StartAsync(TestNode node, string definition, string? until = null)
    {
        var request = TestNode.Request(definition) with { Tags = ["red", "blue", "red"] };
        var id = (await node.Client.RunEphemeralAsync(request)).Id;
        var notices = node.Client.WatchAsync(id);
        await (until is null ? notices.AllAsync() : notices.UntilAsync(until));
        return id;
    }

    /// <summary>Once as the API starts it, and once more with callbacks, which the API does not take yet.</summary>
    private static async Task RunWithCallbacksAsync(TestNode node, string definition)
    {
        var id = await StartAsync(node, definition);
        var state = await node.Get<ExecutionReader>().FindAsync(id, new Caller(), CancellationToken.None);
        var again = node.Get<IExecutionIds>().Next();
        var header = state!.Header! with { Callbacks = Callbacks };
        await node.Get<ExecutionAsk>().CommandAsync(again, new StartExecution(header), CancellationToken.None);
        await node.Client.WatchAsync(again).AllAsync();
    }

    private async Task<long> RebuildAsync(IProgress<RebuildProgress>? progress = null)
    {
        using var folder = NodeFolder.TryTake(Place.Folder.Path)!;
        return await TableRebuild.RunAsync(Place.Settings(), folder, progress ?? new Told(), CancellationToken.None);
    }

    /// <summary>Every row of the projections' tables. Who wrote a count, and a notice's number, mean nothing.</summary>
    private async Task<List<string>> AllRowsAsync() =>
        [
            .. await Place.RowsAsync("SELECT * FROM executions ORDER BY id"),
            .. await Place.RowsAsync("SELECT * FROM timers ORDER BY execution_id, ordinal"),
            .. await Place.RowsAsync("SELECT * FROM execution_tags ORDER BY tag, created_at, id"),
            .. await Place.RowsAsync(
                """
                SELECT tag, pipeline_name, pipeline_id, status, owner, sum(ended) AS ended FROM execution_counts
                GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
                """
            ),
            .. await Place.RowsAsync(
                "SELECT execution_id, kind, target, created_at FROM outbox ORDER BY execution_id, kind, target"
            ),
        ];

    private protected sealed class Told : IProgress<RebuildProgress>
    {
        public List<RebuildProgress> Reports { get; } = [];

        public void Report(RebuildProgress value) => Reports.Add(value);
    }
}

public sealed class TableRebuildOnSqliteSpecs() : TableRebuildSpecs(DatabaseDialect.Sqlite);

public sealed class TableRebuildOnPostgresSpecs() : TableRebuildSpecs(DatabaseDialect.PostgreSql)
{
    [SkippableFact]
    public async Task A_database_that_a_node_has_is_left_alone()
    {
        await using var node = await Place.NodeAsync();
        await node.RunAsync(Pipelines.Hello);
        await Place.RunAsync("UPDATE executions SET pipeline_name = 'changed'");
        using var other = new TestFolder();
        var settings = TestNode.Settings(other.Path, NodeKind.Serve, port: 0, Place.Postgres);
        using var folder = NodeFolder.TryTake(other.Path)!;

        var refused = await Assert.ThrowsAsync<DatabaseHeldException>(() =>
            TableRebuild.RunAsync(settings, folder, new Told(), CancellationToken.None)
        );

        Assert.Equal(node.Url, refused.Holder);
        Assert.Equal(["n=changed"], await Place.RowsAsync("SELECT pipeline_name AS n FROM executions"));
        Assert.Equal("completed", (await node.RunAsync(Pipelines.Hello)).Status);
    }
}
