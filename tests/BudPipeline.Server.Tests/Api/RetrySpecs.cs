using System.Net;
using System.Text.Json;
using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Tests.Api;

public sealed class RetrySpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    /// <summary>Fails at 'check' unless it is told that all is well; 'alarm' handles the failure.</summary>
    private const string Checked = """
        name: checked
        parameters:
          - {name: well, type: boolean, default: false}
          - {name: mark, default: first}
        outputs: {text: "{{ steps.load.outputs.text }} {{ steps.route.outputs.branch }}"}
        steps:
          - id: load
            action: set_output
            params: {outputs: {text: "loaded {{ params.mark }}"}}
          - id: route
            action: conditional
            depends_on: [load]
            params: {condition: "true", on_true: check, on_false: other}
          - id: other
            action: log
            depends_on: [route]
          - id: check
            action: fail
            depends_on: [route]
            condition: "not params.well"
            params: {message: it is not well}
          - id: after
            action: log
            depends_on: [check]
          - id: alarm
            action: log
            depends_on: [check]
            condition: "steps.check.status == 'failed'"
        """;

    private TestNode Node => fixture.Node;

    [Fact]
    public async Task From_the_failure_it_takes_over_what_completed()
    {
        var failed = await Node.RunAsync(Checked, """{"mark":"once"}""");
        Assert.Equal("failed", failed.Status);
        Assert.Equal("completed", failed.Steps?["alarm"].Status);

        var retry = await RetryAsync(failed, new());
        Assert.NotEqual(failed.Id, retry.Id);
        Assert.Equal(failed.Id, retry.RetryOf);
        Assert.Equal(("failed", failed.Pipeline), (retry.Status, retry.Pipeline));
        Assert.Equal(failed.Params.GetRawText(), retry.Params.GetRawText());
        Assert.Equal(["load", "route"], Reused(retry));
        Assert.Equal("branch", retry.Steps?["other"].SkipReason);
        Assert.Equal("loaded once", retry.Steps?["load"].Outputs.GetProperty("text").GetString());
        Assert.Equal((1, 1), (retry.Steps?["check"].Attempt, retry.Steps?["alarm"].Attempt));
    }

    [Fact]
    public async Task With_other_parameters_all_runs_again_unless_told_otherwise()
    {
        var failed = await Node.RunAsync(Checked, """{"mark":"once"}""");
        var well = JsonElement.Parse("""{"well":true,"mark":"twice"}""");
        var restarted = await RetryAsync(failed, new() { Params = well });
        Assert.Equal(("completed", "loaded twice true"), (restarted.Status, Text(restarted)));
        Assert.Empty(Reused(restarted));

        var continued = await RetryAsync(failed, new() { Params = well, Mode = "from_failure" });
        Assert.Equal(("completed", "loaded once true"), (continued.Status, Text(continued)));
        Assert.Equal(["load", "route"], Reused(continued));

        var partly = await RetryAsync(
            failed,
            new() { Params = JsonElement.Parse("""{"well":true}"""), Mode = "restart" }
        );
        Assert.Equal("loaded once true", Text(partly));
    }

    [Fact]
    public async Task From_a_step_it_runs_that_and_all_behind_it()
    {
        var done = await Node.RunAsync(Checked, """{"well":true}""");
        Assert.Equal("completed", done.Status);
        var retry = await RetryAsync(done, new() { FromStep = "route" });
        Assert.Equal(("completed", Text(done)), (retry.Status, Text(retry)));
        Assert.Equal(["load"], Reused(retry));
        Assert.Empty(Reused(await RetryAsync(done, new())));
        var nothingLeft = await RetryAsync(done, new() { Mode = "from_failure" });
        Assert.Equal(("completed", Text(done)), (nothingLeft.Status, Text(nothingLeft)));
    }

    [Fact]
    public async Task A_cancelled_execution_goes_on_where_it_was()
    {
        var started = await Node.StartAsync(Pipelines.Waiting);
        await Node.Client.WatchAsync(started.Id).UntilAsync(NoticeTypes.StepWaiting);
        await Node.PostAsync($"/executions/{started.Id}/retry", "{}").ProblemAsync(409, "NOT_ENDED");
        await Node.Client.CancelAsync(started.Id);
        await Node.Client.WatchAsync(started.Id).AllAsync();
        var retry = await Node.Client.RetryAsync(started.Id, new());
        Assert.Equal(["first"], Reused(retry));
        Assert.Equal("waiting", retry.Steps?["hour"].Status);
        var row = Assert.Single(
            (await Node.Client.ListExecutionsAsync(new() { Status = "running", Pipeline = "waiting" })).Executions,
            e => e.Id == retry.Id
        );
        Assert.Equal((started.Id, 1), (row.RetryOf, row.CompletedSteps));
        await Node.Client.CancelAsync(retry.Id);
    }

    [Fact]
    public async Task A_repeat_with_its_key_is_the_same_retry()
    {
        var failed = await Node.RunAsync(Pipelines.Failing);
        var request = new RetryRequest { IdempotencyKey = Path.GetRandomFileName() };
        var first = await RetryAsync(failed, request);
        Assert.Equal(first.Id, (await RetryAsync(failed, request)).Id);
        await Node.PostAsync(
                $"/executions/{failed.Id}/retry",
                $$"""{"mode":"restart","idempotency_key":"{{request.IdempotencyKey}}"}"""
            )
            .ProblemAsync(409, "IDEMPOTENCY_CONFLICT");
    }

    [Theory]
    [InlineData("""{"mode":"again"}""", "mode")]
    [InlineData("""{"from_step":"nowhere"}""", "from_step")]
    [InlineData("""{"from_step":"break","mode":"restart"}""", "from_step")]
    [InlineData("""{"params":[]}""", "params")]
    public async Task A_bad_retry_names_its_field(string body, string param)
    {
        var failed = await Node.RunAsync(Pipelines.Failing);
        var problem = await Node.PostAsync($"/executions/{failed.Id}/retry", body)
            .ProblemAsync(400, "VALIDATION_ERROR");
        Assert.Equal(param, problem.Param);
    }

    [Fact]
    public async Task A_retry_needs_no_body_but_an_execution()
    {
        var failed = await Node.RunAsync(Pipelines.Failing);
        using var answer = await Node.SendAsync(HttpMethod.Post, $"/api/v1/executions/{failed.Id}/retry", null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await Node.SendAsync(HttpMethod.Post, "/executions/exec_nobody/retry", null).ProblemAsync(404, "NOT_FOUND");
    }

    private Task<ExecutionDocument> RetryAsync(ExecutionDocument execution, RetryRequest request) =>
        Node.Client.RetryAsync(execution.Id, request with { Wait = true, Timeout = TestNode.Patience.TotalSeconds });

    private static string? Text(ExecutionDocument execution) => execution.Outputs.GetProperty("text").GetString();

    private static IEnumerable<string> Reused(ExecutionDocument execution) =>
        (execution.Steps?.Values ?? []).Where(step => step.Reused).Select(step => step.Id);
}
