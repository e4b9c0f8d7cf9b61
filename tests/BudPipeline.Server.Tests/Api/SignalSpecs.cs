using System.Net;
using System.Text.Json;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Tests.Api;

public sealed class SignalSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string Asking = """
        name: asking
        steps:
          - {id: ask, action: approval, params: {message: "go?", approvers: [ada]}}
          - {id: go, action: log, depends_on: ask}
        """;

    private const string Listening = """
        name: listening
        steps:
          - {id: wait, action: wait_for_event, params: {event: payment.received, match: {order: 7}}}
        outputs:
          amount: "{{ steps.wait.outputs.payload.amount }}"
        """;

    [Fact]
    public async Task An_approval_is_shown_decided_and_told()
    {
        var started = await fixture.Node.StartAsync(Asking);
        var read = await fixture.Node.Client.GetExecutionAsync(started.Id);
        Assert.Equal(("approve", "go?"), (read.Steps?["ask"].Awaits?.Signal, read.Steps?["ask"].Awaits?.Message));
        Assert.Equal(["ada"], read.Steps?["ask"].Awaits?.Approvers);
        await fixture.Node.Client.ApproveAsync(started.Id, new ApprovalDecision(By: "ada", Comment: "fine"));
        var notices = await fixture.Node.Client.WatchAsync(started.Id).AllAsync();
        Assert.Equal(NoticeTypes.WorkflowCompleted, notices[^1].Type);
        Assert.Contains(notices, n => n is { Type: NoticeTypes.StepWaiting, Step.Awaits.Signal: "approve" });
        Assert.Contains(notices, n => n is { Type: NoticeTypes.SignalReceived, Signal: "approve" });
        var done = await fixture.Node.Client.GetExecutionAsync(started.Id);
        Assert.Equal("ada", done.Steps?["ask"].Outputs.GetProperty("by").GetString());
        Assert.Null(done.Steps?["ask"].Awaits);
    }

    [Fact]
    public async Task A_rejection_fails_it_with_the_comment()
    {
        var started = await fixture.Node.StartAsync(Asking);
        await fixture.Node.Client.RejectAsync(started.Id, new ApprovalDecision(By: "ada", Comment: "too early"));
        await fixture.Node.Client.WatchAsync(started.Id).AllAsync();
        var done = await fixture.Node.Client.GetExecutionAsync(started.Id);
        Assert.Equal(("failed", "REJECTED"), (done.Status, done.Error?.Code));
        Assert.False(done.Steps?["ask"].Outputs.GetProperty("approved").GetBoolean());
    }

    [Fact]
    public async Task Somebody_else_may_not_decide()
    {
        var started = await fixture.Node.StartAsync(Asking);
        await fixture
            .Node.PostAsync($"/executions/{started.Id}/signals/approve", "{\"by\": \"eve\"}")
            .ProblemAsync(409, "NOT_AN_APPROVER");
        await fixture.Node.Client.CancelAsync(started.Id);
    }

    [Fact]
    public async Task A_signal_carries_its_payload_and_counts_once_for_a_key()
    {
        var started = await fixture.Node.StartAsync(Listening);
        var path = $"/api/v1/executions/{started.Id}/signals/payment.received";
        await fixture
            .Node.PostAsync(path, "{\"order\": 8}", ("Idempotency-Key", "k1"))
            .DocumentAsync(HttpStatusCode.OK);
        var still = await fixture
            .Node.PostAsync(path, "{\"order\": 7}", ("Idempotency-Key", "k1"))
            .DocumentAsync(HttpStatusCode.OK);
        Assert.Equal("running", still.Status);
        var done = await fixture.Node.Client.SignalAsync(
            started.Id,
            "payment.received",
            JsonElement.Parse("{\"order\": 7, \"amount\": 12.5}"),
            "k2"
        );
        Assert.Equal("completed", done.Status);
        Assert.Equal(12.5, done.Outputs.GetProperty("amount").GetDouble());
    }

    [Fact]
    public async Task A_signal_that_nobody_hears_is_refused()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Waiting);
        await fixture.Node.PostAsync($"/executions/{started.Id}/signals/go", "").ProblemAsync(409, "SIGNAL_REFUSED");
        await fixture.Node.Client.CancelAsync(started.Id);
    }

    [Fact]
    public async Task A_payload_that_is_no_JSON_is_named()
    {
        var started = await fixture.Node.StartAsync(Listening);
        await fixture
            .Node.PostAsync($"/executions/{started.Id}/signals/payment.received", "{\"order\": ")
            .ProblemAsync(400, "MALFORMED_JSON");
        await fixture.Node.Client.CancelAsync(started.Id);
    }

    [Fact]
    public async Task An_unknown_execution_is_not_found() =>
        await Assert.ThrowsAsync<NotFoundException>(() => fixture.Node.Client.SignalAsync("exec_nobody", "go"));

    [Fact]
    public async Task A_waiting_execution_goes_on_after_a_restart()
    {
        using var folder = new TestFolder();
        string id;
        await using (var node = await TestNode.OnAsync(folder))
        {
            id = (await node.StartAsync(Asking)).Id;
        }

        await using (var node = await TestNode.OnAsync(folder))
        {
            await node.Client.ApproveAsync(id, new ApprovalDecision(By: "ada"));
            var notices = await node.Client.WatchAsync(id).AllAsync();
            Assert.Equal(NoticeTypes.WorkflowCompleted, notices[^1].Type);
        }
    }
}
