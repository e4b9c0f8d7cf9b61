using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Tests.Api;

public sealed class LoopSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string Doubling = """
        name: doubling
        parameters: [{name: count, type: integer, default: 40}]
        steps:
          - id: double
            action: for_each
            params:
              items: "{{ range(params.count) }}"
              max_concurrency: 50
              step: {action: set_output, params: {outputs: {n: "{{ item * 2 }}"}}}
        outputs:
          sum: "{{ steps.double.outputs.results | map(attribute='n') | sum }}"
        """;

    [Fact]
    public async Task A_loop_is_one_step_whose_progress_is_told()
    {
        var started = await fixture.Node.StartAsync(Doubling);
        var notices = await fixture.Node.Client.WatchAsync(started.Id).AllAsync();
        Assert.Equal(NoticeTypes.WorkflowCompleted, notices[^1].Type);
        Assert.All(notices, n => Assert.True(n.Step is null || n.Step.Id == "double"));
        Assert.Single(notices, n => n.Type == NoticeTypes.StepStarted);
        Assert.Single(notices, n => n.Type == NoticeTypes.StepCompleted);
        var done = await fixture.Node.Client.GetExecutionAsync(started.Id);
        Assert.Equal((1, 1), (done.CompletedSteps, done.TotalSteps));
        Assert.Equal(1560, done.Outputs.GetProperty("sum").GetInt64());
        Assert.Equal(["double"], done.Steps?.Keys);
    }

    [Fact]
    public async Task Ten_thousand_items_are_one_step_that_ends_with_all_of_them()
    {
        var done = await fixture.Node.RunAsync(Doubling, "{\"count\": 10000}");
        Assert.Equal("completed", done.Status);
        Assert.Equal(99_990_000, done.Outputs.GetProperty("sum").GetInt64());
        var listed = await fixture.Node.Client.ListExecutionsAsync(new ExecutionQuery { Limit = 1 });
        Assert.Equal((1, 1), (listed.Executions[0].CompletedSteps, listed.Executions[0].TotalSteps));
    }
}
