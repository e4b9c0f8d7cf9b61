using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Tests.Api;

public sealed class TimeTravelSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task Every_moment_of_an_execution_can_be_read_again()
    {
        var done = await fixture.Node.RunAsync(Pipelines.Hello);
        Assert.True(done.Sequence > 2, $"{done.Sequence} events");
        var first = await fixture.Node.Client.GetExecutionAtAsync(done.Id, 1);
        Assert.Equal(("pending", 1, 0), (first.Status, first.Sequence, first.CompletedSteps));
        Assert.Null(first.CompletedAt);

        var completed = 0;
        for (var sequence = 1L; sequence <= done.Sequence; sequence++)
        {
            var then = await fixture.Node.Client.GetExecutionAtAsync(done.Id, sequence);
            Assert.Equal(sequence, then.Sequence);
            Assert.Equal(sequence == done.Sequence, StatusWords.IsTerminal(then.Status));
            Assert.True(then.CompletedSteps >= completed);
            completed = then.CompletedSteps;
        }

        Assert.Equal(done.TotalSteps, completed);
    }

    [Fact]
    public async Task A_live_execution_has_a_past_too()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Waiting);
        await fixture.Node.Client.WatchAsync(started.Id).UntilAsync(NoticeTypes.StepWaiting);
        var now = await fixture.Node.Client.GetExecutionAsync(started.Id);
        Assert.Equal("waiting", now.Steps?["hour"].Status);
        var before = await fixture.Node.Client.GetExecutionAtAsync(started.Id, 1);
        Assert.Equal("pending", before.Steps?["hour"].Status);
        await fixture.Node.Client.CancelAsync(started.Id);
    }

    [Fact]
    public async Task What_has_not_happened_is_404_and_what_is_no_event_400()
    {
        var done = await fixture.Node.RunAsync(Pipelines.Hello);
        var path = $"/executions/{done.Id}?at=";
        var problem = await fixture
            .Node.SendAsync(HttpMethod.Get, $"{path}{done.Sequence + 1}", null)
            .ProblemAsync(404, "NOT_FOUND");
        Assert.Equal("at", problem.Param);
        await fixture.Node.SendAsync(HttpMethod.Get, $"{path}0", null).ProblemAsync(400, "VALIDATION_ERROR");
        await fixture.Node.SendAsync(HttpMethod.Get, $"{path}soon", null).ProblemAsync(400, "BAD_REQUEST");
        await fixture
            .Node.SendAsync(HttpMethod.Get, "/executions/exec_nobody?at=1", null)
            .ProblemAsync(404, "NOT_FOUND");
    }
}
