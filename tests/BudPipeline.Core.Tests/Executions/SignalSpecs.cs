using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class SignalSpecs
{
    private const string Paid = """
        steps:
          - {id: a, action: log}
          - {id: w, action: wait_for_event, depends_on: a, params: {event: paid, timeout_seconds: 60}}
          - {id: b, action: log, depends_on: w}
        """;

    private const string Ask = """
        steps:
          - {id: ask, action: approval, params: {message: go?, approvers: [ada, bob]}}
          - {id: go, action: log, depends_on: ask}
        """;

    [Fact]
    public void A_signal_ends_the_wait_and_gives_its_payload()
    {
        var scenario = Scenario.Given(Paid).Complete("a");
        Assert.Equal("a=completed w=waiting b=pending | running", scenario.Standing);
        Send(scenario, "paid", ("order", Value.Of(7)));
        Assert.Equal("a=completed w=completed b=running | running", scenario.Standing);
        Assert.Equal(MapValue.Of(("order", Value.Of(7))), scenario.Step("w").Outputs["payload"]);
        Assert.Equal(Value.Of("paid"), scenario.Step("w").Outputs["event"]);
        Assert.Empty(scenario.State.Signals.Kept);
    }

    [Fact]
    public void A_signal_that_comes_before_its_step_is_kept_and_taken_once()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: a, action: log}
              - {id: w, action: wait_for_event, depends_on: a, params: {event: paid}}
              - {id: v, action: wait_for_event, depends_on: w, params: {event: paid}}
            """
        );
        Send(scenario, "paid", ("n", Value.Of(1)));
        Assert.Single(scenario.State.Signals.Kept);
        scenario.Complete("a");
        Assert.Equal("a=completed w=completed v=waiting | running", scenario.Standing);
        Assert.Empty(scenario.State.Signals.Kept);
        Send(scenario, "paid", ("n", Value.Of(2)));
        Assert.Equal("a=completed w=completed v=completed | completed", scenario.Standing);
    }

    [Fact]
    public void Signals_are_taken_in_the_order_in_which_they_came_by_the_steps_in_which_they_waited()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: a, action: log}
              - {id: v, action: wait_for_event, depends_on: a, params: {event: paid}}
              - {id: w, action: wait_for_event, params: {event: paid}}
            """
        );
        scenario.Sleep(1);
        scenario.Complete("a");
        Send(scenario, "paid");
        Assert.Equal("a=completed v=waiting w=completed | running", scenario.Standing);
    }

    [Theory]
    [InlineData("{order: 7}", true)]
    [InlineData("{order: 8}", false)]
    [InlineData("{card.kind: visa}", true)]
    [InlineData("{card.kind: visa, order: 7}", true)]
    [InlineData("{card.kind: visa, order: 1}", false)]
    [InlineData("{card.kind.x: visa}", false)]
    [InlineData("{nothing: null}", false)]
    [InlineData("{'a.b': 1}", true)]
    [InlineData("{}", true)]
    public void A_match_names_what_the_payload_must_hold(string match, bool fits)
    {
        var scenario = Scenario.Given(
            $"steps: [{{id: w, action: wait_for_event, params: {{event: paid, match: {match}}}}}]"
        );
        Send(
            scenario,
            "paid",
            ("order", Value.Of(7)),
            ("card", MapValue.Of(("kind", Value.Of("visa")))),
            ("a.b", Value.Of(1))
        );
        Assert.Equal(fits ? "w=completed | completed" : "w=waiting | running", scenario.Standing);
        Assert.Equal(fits ? 0 : 1, scenario.State.Signals.Kept.Count);
    }

    [Fact]
    public void A_wait_gives_up_at_its_moment()
    {
        var scenario = Scenario.Given(Paid).Complete("a").After(59);
        Assert.Equal("a=completed w=waiting b=pending | running", scenario.Standing);
        scenario.After(1);
        Assert.Equal("a=completed w=timeout b=skipped | failed", scenario.Standing);
        Assert.Equal(("EVENT_TIMEOUT", "timeout"), (scenario.State.Error?.Code, scenario.State.Error?.Type));
    }

    [Fact]
    public void A_wait_without_a_timeout_waits_as_long_as_the_execution()
    {
        var scenario = Scenario.Given("steps: [{id: w, action: wait_for_event, params: {event: paid}}]");
        Assert.Equal(scenario.State.Deadline, scenario.State.NextDue);
        scenario.After(7200);
        Assert.Equal("w=cancelled | timeout", scenario.Standing);
    }

    [Fact]
    public void A_repeated_signal_counts_once()
    {
        var scenario = Scenario.Given(Paid);
        Assert.IsType<Decision.Accepted>(scenario.When(new SendSignal(new Signal("paid", Value.Null, "k1"))));
        Assert.IsType<Decision.Duplicate>(scenario.When(new SendSignal(new Signal("paid", Value.Null, "k1"))));
        Assert.IsType<Decision.Accepted>(scenario.When(new SendSignal(new Signal("paid", Value.Null, "k2"))));
        scenario.Complete("a");
        Assert.Single(scenario.State.Signals.Kept);
        Assert.IsType<Decision.Duplicate>(scenario.When(new SendSignal(new Signal("paid", Value.Null, "k1"))));
    }

    [Fact]
    public void A_signal_that_nobody_is_left_to_take_is_refused()
    {
        Refused(Scenario.Given("steps: [{id: a, action: log}]"), "paid", "no step");
        Refused(Scenario.Given(Paid), "approve", "asks for an approval");
        Refused(Scenario.Given(Ask), "paid", "could wait for 'paid'");
    }

    [Fact]
    public void Too_many_kept_signals_are_refused()
    {
        var scenario = Scenario.Given(Paid);
        for (var i = 0; i < 1000; i++)
        {
            Send(scenario, "other");
        }

        Refused(scenario, "other", "1000 signals are kept");
    }

    [Fact]
    public void An_ended_execution_takes_none()
    {
        var scenario = Scenario.Given(Paid);
        scenario.When(new CancelExecution(null, null));
        scenario.Stopped("a");
        var no = Assert.IsType<Decision.Rejected>(scenario.When(new SendSignal(new Signal("paid", Value.Null, null))));
        Assert.Equal(RejectionCodes.AlreadyEnded, no.Code);
    }

    [Fact]
    public void An_approval_lets_its_dependents_run()
    {
        var scenario = Scenario.Given(Ask);
        Assert.Equal("go?", (scenario.Step("ask").Flow as AwaitedSignal)?.Message);
        Send(scenario, "approve", ("by", Value.Of("ada")), ("comment", Value.Of("fine")));
        Assert.Equal("ask=completed go=running | running", scenario.Standing);
        Assert.Equal(
            MapValue.Of(("approved", Value.True), ("by", Value.Of("ada")), ("comment", Value.Of("fine"))),
            scenario.Step("ask").Outputs
        );
    }

    [Fact]
    public void A_rejection_fails_the_step_and_nothing_runs_without_the_approval()
    {
        var scenario = Scenario.Given(Ask);
        Send(scenario, "reject", ("by", Value.Of("bob")), ("comment", Value.Of("not today")));
        Assert.Equal("ask=failed go=skipped | failed", scenario.Standing);
        Assert.Equal(Value.False, scenario.Step("ask").Outputs["approved"]);
        Assert.Equal("REJECTED", scenario.State.Error?.Code);
        Assert.Contains("by bob: not today", scenario.State.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejection_that_continues_completes_the_step()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: ask, action: approval, params: {on_reject: continue}}
              - {id: go, action: log, depends_on: ask, condition: steps.ask.outputs.approved}
            """
        );
        Send(scenario, "reject");
        Assert.Equal("ask=completed go=skipped | completed", scenario.Standing);
    }

    [Theory]
    [InlineData("eve")]
    [InlineData(null)]
    public void Only_an_approver_decides(string? by)
    {
        var scenario = Scenario.Given(Ask);
        var no = Assert.IsType<Decision.Rejected>(
            scenario.When(new SendSignal(new Signal("approve", MapValue.Of(("by", Value.Of(by))), null)))
        );
        Assert.Equal(RejectionCodes.NotAnApprover, no.Code);
        Assert.Contains("ada, bob", no.Message, StringComparison.Ordinal);
        Assert.Equal("ask=waiting go=pending | running", scenario.Standing);
    }

    [Fact]
    public void A_decision_that_comes_early_counts_only_from_an_approver()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: a, action: log}
              - {id: ask, action: approval, depends_on: a, params: {approvers: ada}}
            """
        );
        Send(scenario, "approve", ("by", Value.Of("eve")));
        Send(scenario, "approve", ("by", Value.Of("ada")));
        scenario.Complete("a");
        Assert.Equal("a=completed ask=completed | completed", scenario.Standing);
        Assert.Equal(Value.Of("ada"), scenario.Step("ask").Outputs["by"]);
    }

    [Fact]
    public void Of_several_approvals_the_decision_names_one()
    {
        var scenario = Scenario.Given(
            "steps: [{id: a, action: approval}, {id: b, action: approval}, {id: c, action: log}]"
        );
        Refused(scenario, "approve", "name one of them: a, b");
        Refused(scenario, "approve", "asks for no approval", ("step", Value.Of("c")));
        Send(scenario, "approve", ("step", Value.Of("b")));
        Assert.Equal("a=waiting b=completed c=running | running", scenario.Standing);
        Send(scenario, "approve");
        Assert.Equal("a=completed b=completed c=running | running", scenario.Standing);
    }

    [Theory]
    [InlineData("action: wait_for_event, params: {event: \"{{ '' }}\"}", "waits for no event")]
    [InlineData("action: wait_for_event, params: {event: e, match: '{{ 7 }}'}", "a map of dotted keys")]
    [InlineData("action: approval, params: {timeout_seconds: '{{ 0 }}'}", "above 0")]
    [InlineData("action: approval, params: {timeout_seconds: \"{{ 'soon' }}\"}", "above 0")]
    public void What_cannot_be_waited_for_fails_with_the_remedy(string step, string expected)
    {
        var scenario = Scenario.Given($"steps: [{{id: w, {step}}}]");
        Assert.Equal("w=failed | failed", scenario.Standing);
        Assert.Contains(expected, scenario.State.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancel_ends_the_wait()
    {
        var scenario = Scenario.Given(Ask);
        scenario.When(new CancelExecution(null, null));
        Assert.Equal("ask=cancelled go=skipped | cancelled", scenario.Standing);
        Assert.Null(scenario.Step("ask").Flow);
    }

    private static void Send(Scenario scenario, string name, params (string, Value)[] payload) =>
        Assert.IsType<Decision.Accepted>(
            scenario.When(
                new SendSignal(new Signal(name, payload.Length == 0 ? Value.Null : MapValue.Of(payload), null))
            )
        );

    private static void Refused(Scenario scenario, string name, string why, params (string, Value)[] payload)
    {
        var no = Assert.IsType<Decision.Rejected>(
            scenario.When(new SendSignal(new Signal(name, MapValue.Of(payload), null)))
        );
        Assert.Equal(RejectionCodes.SignalRefused, no.Code);
        Assert.Contains(why, no.Message, StringComparison.Ordinal);
    }
}
