using System.Net;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Tests.Api;

public sealed class ExecutionSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task A_failed_execution_says_which_step_failed_and_why()
    {
        var done = await fixture.Node.RunAsync(Pipelines.Failing);
        Assert.Equal("failed", done.Status);
        Assert.Equal(("BROKEN", "break", 1), (done.Error?.Code, done.Error?.Step, done.Error?.Attempt));
        Assert.Equal("it broke", done.Error?.Message);
        Assert.Equal("failed", done.Steps?["break"].Status);
        Assert.Equal("upstream_failed", done.Steps?["after"].SkipReason);
    }

    [Fact]
    public async Task An_ended_execution_reads_the_same_as_at_its_end()
    {
        var done = await fixture.Node.RunAsync(Pipelines.Hello);
        var read = await fixture.Node.Client.GetExecutionAsync(done.Id);
        Assert.Equal(Json(done), Json(read));
    }

    [Fact]
    public async Task A_live_execution_shows_where_it_is()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Waiting);
        await fixture.Node.Client.WatchAsync(started.Id).UntilAsync(NoticeTypes.StepWaiting);
        var read = await fixture.Node.Client.GetExecutionAsync(started.Id);
        Assert.Equal("running", read.Status);
        Assert.Equal("waiting", read.Steps?["hour"].Status);
        Assert.NotNull(read.Steps?["hour"].WaitsUntil);
        Assert.Equal((1, 3), (read.CompletedSteps, read.TotalSteps));
        Assert.Equal(["first", "hour", "last"], read.Steps?.Keys);
        await fixture.Node.Client.CancelAsync(started.Id);
    }

    [Fact]
    public async Task Cancel_ends_it_and_tells_why()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Waiting);
        await fixture.Node.Client.CancelAsync(started.Id, "changed my mind");
        var notices = await fixture.Node.Client.WatchAsync(started.Id).AllAsync();
        Assert.Equal(NoticeTypes.WorkflowCancelled, notices[^1].Type);
        var read = await fixture.Node.Client.GetExecutionAsync(started.Id);
        Assert.Equal("cancelled", read.Status);
        Assert.Equal("changed my mind", read.Error?.Message);
    }

    [Fact]
    public async Task Cancel_leaves_what_stands_under_finally_and_force_gives_it_up()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Tidying);
        var read = await fixture.Node.Client.CancelAsync(started.Id, "changed my mind");
        Assert.Equal(("cancelled", "waiting"), (read.Steps?["hour"].Status, read.Steps?["tidy"].Status));
        await fixture.Node.Client.ForceCancelAsync(started.Id, "now");
        var notices = await fixture.Node.Client.WatchAsync(started.Id).AllAsync();
        Assert.Equal(NoticeTypes.WorkflowCancelled, notices[^1].Type);
        Assert.Equal("changed my mind", notices[^1].Error?.Message);
    }

    [Fact]
    public async Task Pause_and_resume_are_shown_and_may_be_repeated()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Waiting);
        Assert.True((await fixture.Node.Client.PauseAsync(started.Id)).Paused);
        Assert.True((await fixture.Node.Client.PauseAsync(started.Id)).Paused);
        Assert.False((await fixture.Node.Client.ResumeAsync(started.Id)).Paused);
        Assert.False((await fixture.Node.Client.ResumeAsync(started.Id)).Paused);
        await fixture.Node.Client.CancelAsync(started.Id);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("pause")]
    [InlineData("resume")]
    public async Task An_ended_execution_takes_no_commands(string verb)
    {
        var done = await fixture.Node.RunAsync(Pipelines.Hello);
        var problem = await fixture
            .Node.PostAsync($"/executions/{done.Id}/{verb}", "{}")
            .ProblemAsync(409, "ALREADY_ENDED");
        Assert.Equal(done.Id, problem.ExecutionId);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/logs")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/pause")]
    [InlineData("POST", "/resume")]
    public async Task An_unknown_execution_is_404(string method, string path) =>
        await fixture
            .Node.SendAsync(new HttpMethod(method), $"/api/v1/executions/exec_nobody{path}", null)
            .ProblemAsync(404, "NOT_FOUND");

    [Fact]
    public async Task The_client_throws_what_the_answer_means()
    {
        var thrown = await Assert.ThrowsAsync<NotFoundException>(() =>
            fixture.Node.Client.GetExecutionAsync("exec_nobody")
        );
        Assert.Equal(HttpStatusCode.NotFound, thrown.StatusCode);
        Assert.Equal(("NOT_FOUND", "id"), (thrown.Code, thrown.Param));
        Assert.False(string.IsNullOrEmpty(thrown.RequestId));
    }

    private static string Json(ExecutionDocument document) =>
        System.Text.Json.JsonSerializer.Serialize(document, BudPipeline.Client.Wire.BudJson.Wire.ExecutionDocument);
}
