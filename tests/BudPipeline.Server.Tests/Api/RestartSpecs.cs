using BudPipeline.Client.Executions;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Server.Tests.Api;

public sealed class RestartSpecs
{
    [Fact]
    public async Task A_served_execution_goes_on_after_a_restart_and_its_history_is_there()
    {
        using var folder = new TestFolder();
        string id;
        await using (var node = await TestNode.OnAsync(folder))
        {
            var started = await node.StartAsync(Pipelines.Waiting.Replace("3600", "2", StringComparison.Ordinal));
            id = started.Id;
            await node.Client.WatchAsync(id).UntilAsync(NoticeTypes.StepWaiting);
        }

        await using (var node = await TestNode.OnAsync(folder))
        {
            var notices = await node.Client.WatchAsync(id).AllAsync();
            Assert.Equal(NoticeTypes.WorkflowCompleted, notices[^1].Type);
            var done = await node.Client.GetExecutionAsync(id);
            Assert.Equal("completed", done.Status);
            Assert.Equal(1, done.Steps?["first"].Attempt);
        }
    }

    [Fact]
    public async Task A_node_of_one_run_leaves_others_executions_alone_and_still_shows_them()
    {
        using var folder = new TestFolder();
        string id;
        await using (var node = await TestNode.OnAsync(folder))
        {
            id = (await node.StartAsync(Pipelines.Waiting)).Id;
            await node.Client.WatchAsync(id).UntilAsync(NoticeTypes.StepWaiting);
        }

        await using (var node = await TestNode.OnAsync(folder, NodeKind.Run))
        {
            Assert.Equal("running", (await node.Client.GetExecutionAsync(id)).Status);
            var page = await node.Client.ListExecutionsAsync(new ExecutionQuery());
            Assert.Equal([id], page.Executions.Select(e => e.Id));
            Assert.Equal("completed", (await node.RunAsync(Pipelines.Hello)).Status);
        }
    }
}
