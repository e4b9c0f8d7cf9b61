using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class FailureSpecs
{
    [Fact]
    public void Under_fail_fast_a_failure_stops_what_runs_and_skips_the_rest()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - {id: a, action: shell, params: {command: "true"}}
                  - {id: b, action: shell, params: {command: "true"}}
                  - {id: c, action: log, depends_on: a}
                  - {id: d, action: log, depends_on: b}
                """
            )
            .Fail("a");
        Assert.Equal("a=failed b=running c=skipped d=skipped | running", scenario.Standing);
        Assert.Equal(StopReason.FailFast, scenario.Step("b").Stopping);
        Assert.Single(scenario.Effects.OfType<CancelStep>());
        Assert.Equal(SkipReason.UpstreamFailed, scenario.Step("c").Skip);
        Assert.Equal(SkipReason.FailFast, scenario.Step("d").Skip);
        scenario.Stopped("b");
        Assert.Equal("a=failed b=cancelled c=skipped d=skipped | failed", scenario.Standing);
        Assert.Equal(("BROKEN", "a"), (scenario.State.Error?.Code, scenario.State.Error?.Step));
    }

    [Fact]
    public void Without_fail_fast_independent_branches_finish()
    {
        var scenario = Scenario
            .Given(
                """
                settings: {fail_fast: false}
                steps:
                  - {id: a, action: log}
                  - {id: b, action: log}
                  - {id: c, action: log, depends_on: a}
                  - {id: d, action: log, depends_on: b}
                  - {id: e, action: log, depends_on: c}
                """
            )
            .Fail("a")
            .Complete("b")
            .Complete("d");
        Assert.Equal("a=failed b=completed c=skipped d=completed e=skipped | failed", scenario.Standing);
        Assert.Equal(SkipReason.UpstreamFailed, scenario.Step("e").Skip);
        Assert.Equal(0, scenario.Step("e").Cause);
    }

    [Fact]
    public void A_failure_with_continue_lets_dependents_run_and_see_it()
    {
        var scenario = Scenario.Given(
            """
            outputs: {seen: "{{ steps.b.outputs.message }}", status: "{{ steps.a.status }}"}
            steps:
              - {id: a, action: log, on_failure: continue}
              - {id: b, action: log, depends_on: a, params: {message: "{{ steps.a.error }} {{ steps.a.outputs.partial }}"}}
            """
        );
        var partial = MapValue.Of(("partial", Value.Of(7L)));
        scenario.When(
            new CompleteAttempt(0, 1, ActionOutcome.Failed(new StepError("X", "application", "a broke"), partial))
        );
        var dispatch = scenario.Effects.OfType<DispatchStep>().Last();
        Assert.Equal("a broke 7", Assert.IsType<StringValue>(dispatch.Assignment.Params["message"]).Content);
        scenario.Complete("b", ("message", Value.Of("ok")));
        Assert.Equal("a=failed b=completed | completed", scenario.Standing);
        Assert.Equal(Value.Of("failed"), scenario.State.Outputs["status"]);
    }

    [Theory]
    [InlineData("condition: \"steps.a.status == 'failed'\"")]
    [InlineData("depends_on: [a], run_when: on_failure")]
    [InlineData("depends_on: [a], run_when: always")]
    public void A_failure_handler_runs_after_a_hard_failure_and_the_execution_stays_failed(string handler)
    {
        var scenario = Scenario
            .Given(
                $$"""
                steps:
                  - {id: a, action: log}
                  - {id: b, action: log, depends_on: a}
                  - {id: h, action: log, {{handler}}}
                """
            )
            .Fail("a");
        Assert.Equal("a=failed b=skipped h=running | running", scenario.Standing);
        scenario.Complete("h");
        Assert.Equal("a=failed b=skipped h=completed | failed", scenario.Standing);
    }

    [Theory]
    [InlineData("condition: \"steps.a.status == 'failed'\"", SkipReason.Condition)]
    [InlineData("depends_on: [a], run_when: on_failure", SkipReason.NotNeeded)]
    public void A_failure_handler_is_skipped_when_nothing_failed(string handler, SkipReason reason)
    {
        var scenario = Scenario
            .Given(
                $$"""
                steps:
                  - {id: a, action: log}
                  - {id: h, action: log, {{handler}}}
                """
            )
            .Complete("a");
        Assert.Equal("a=completed h=skipped | completed", scenario.Standing);
        Assert.Equal(reason, scenario.Step("h").Skip);
    }

    [Fact]
    public void A_condition_that_cannot_be_decided_fails_its_step()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: a, action: log, condition: "5 > '3'"}
            """
        );
        Assert.Equal("a=failed | failed", scenario.Standing);
        Assert.Equal("CONDITION_ERROR", scenario.State.Error?.Code);
        Assert.Null(scenario.State.Error?.Attempt);
    }

    [Fact]
    public void A_template_that_does_not_render_fails_its_attempt()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: a, action: log, params: {message: "{{ 1 // 0 }}"}}
            """
        );
        var effect = Assert.IsType<FailAttempt>(scenario.Effects.Single(e => e is not SetTimer));
        scenario.When(new CompleteAttempt(effect.Ordinal, effect.Attempt, ActionOutcome.Failed(effect.Error)));
        Assert.Equal("a=failed | failed", scenario.Standing);
        Assert.Equal("TEMPLATE_ERROR", scenario.State.Error?.Code);
    }

    [Fact]
    public void Outputs_that_do_not_render_fail_the_execution_though_its_steps_completed()
    {
        var scenario = Scenario
            .Given(
                """
                outputs: {ratio: "{{ 1 // 0 }}"}
                steps:
                  - {id: a, action: log}
                """
            )
            .Complete("a");
        Assert.Equal("a=completed | failed", scenario.Standing);
        Assert.Equal("OUTPUT_ERROR", scenario.State.Error?.Code);
    }
}
