using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class FinallySpecs
{
    private const string Tidy = """
        steps:
          - {id: a, action: log}
          - {id: b, action: log, depends_on: a}
        finally:
          - {id: f, action: log, params: {message: "{{ execution.status }}"}}
        """;

    [Fact]
    public void It_waits_for_all_other_steps()
    {
        var scenario = Scenario.Given(Tidy);
        Assert.Equal("a=running b=pending f=pending | running", scenario.Standing);
        scenario.Complete("a").Complete("b");
        Assert.Equal("a=completed b=completed f=running | running", scenario.Standing);
        scenario.Complete("f");
        Assert.Equal("a=completed b=completed f=completed | completed", scenario.Standing);
    }

    [Fact]
    public void It_runs_after_a_failure_which_stays_the_error()
    {
        var scenario = Scenario.Given(Tidy).Fail("a");
        Assert.Equal("a=failed b=skipped f=running | running", scenario.Standing);
        scenario.Fail("f");
        Assert.Equal("a=failed b=skipped f=failed | failed", scenario.Standing);
        Assert.Equal("a", scenario.State.Error?.Step);
    }

    [Fact]
    public void It_runs_after_a_cancel_once_everything_has_stopped()
    {
        var scenario = Scenario.Given(Tidy);
        scenario.When(new CancelExecution("ada", "enough"));
        Assert.Equal("a=running b=skipped f=pending | running", scenario.Standing);
        scenario.Stopped("a");
        Assert.Equal("a=cancelled b=skipped f=running | running", scenario.Standing);
        Assert.IsType<Decision.Duplicate>(scenario.When(new CancelExecution("ada", "enough")));
        scenario.Complete("f");
        Assert.Equal("a=cancelled b=skipped f=completed | cancelled", scenario.Standing);
        Assert.Equal("enough", scenario.State.Error?.Message);
    }

    [Fact]
    public void A_forced_cancel_gives_it_up_too()
    {
        var scenario = Scenario.Given(Tidy).Complete("a").Complete("b");
        scenario.When(new CancelExecution("ada", "enough"));
        Assert.Equal("a=completed b=completed f=running | running", scenario.Standing);
        Assert.Null(scenario.Step("f").Stopping);
        scenario.When(new CancelExecution("bob", "now", true));
        Assert.Equal(StopReason.Cancelled, scenario.Step("f").Stopping);
        scenario.Stopped("f");
        Assert.Equal("a=completed b=completed f=cancelled | cancelled", scenario.Standing);
        Assert.Equal("enough", scenario.State.Error?.Message);
    }

    [Fact]
    public void A_cancel_that_is_forced_at_once_skips_it()
    {
        var scenario = Scenario.Given(Tidy);
        scenario.When(new CancelExecution(null, null, true));
        scenario.Stopped("a");
        Assert.Equal("a=cancelled b=skipped f=skipped | cancelled", scenario.Standing);
    }

    [Fact]
    public void It_runs_after_a_timeout_without_a_deadline_of_its_own()
    {
        var scenario = Scenario
            .Given(
                """
                settings: {timeout_seconds: 100}
                steps:
                  - {id: a, action: delay, params: {seconds: 1000}}
                finally:
                  - {id: f, action: delay, params: {seconds: 500}}
                  - {id: g, action: log, depends_on: f}
                """
            )
            .After(100);
        Assert.Equal("a=cancelled f=waiting g=pending | running", scenario.Standing);
        scenario.After(500).Complete("g");
        Assert.Equal("a=cancelled f=completed g=completed | timeout", scenario.Standing);
    }

    [Fact]
    public void The_deadline_is_that_of_the_other_steps()
    {
        var scenario = Scenario
            .Given(
                """
                settings: {timeout_seconds: 100}
                steps:
                  - {id: a, action: log}
                finally:
                  - {id: f, action: delay, params: {seconds: 500}}
                """
            )
            .Complete("a")
            .After(500);
        Assert.Equal("a=completed f=completed | completed", scenario.Standing);
    }

    [Fact]
    public void Its_own_failure_fails_an_execution_that_had_gone_well_and_stops_no_other_final_step()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - {id: a, action: log}
                finally:
                  - {id: f, action: log}
                  - {id: g, action: log}
                  - {id: h, action: log, depends_on: f}
                """
            )
            .Complete("a")
            .Fail("f");
        Assert.Equal("a=completed f=failed g=running h=running | running", scenario.Standing);
        scenario.Complete("g").Complete("h");
        Assert.Equal("a=completed f=failed g=completed h=completed | failed", scenario.Standing);
    }

    [Theory]
    [InlineData("run_when: always", true, true)]
    [InlineData("run_when: on_success", true, false)]
    [InlineData("run_when: on_failure", false, true)]
    [InlineData("condition: execution.status == 'failed'", false, true)]
    [InlineData("condition: execution.status == 'completed'", true, false)]
    [InlineData("condition: steps.a.status == 'failed'", false, true)]
    public void It_can_ask_how_the_others_ended(string rule, bool runsAfterSuccess, bool runsAfterFailure)
    {
        var yaml = $$"""
            steps: [{id: a, action: log}]
            finally: [{id: f, action: log, {{rule}}}]
            """;
        Assert.Equal(runsAfterSuccess ? "f" : "", Scenario.Given(yaml).Complete("a").Running);
        Assert.Equal(runsAfterFailure ? "f" : "", Scenario.Given(yaml).Fail("a").Running);
    }

    [Fact]
    public void It_is_retried_after_a_cancel()
    {
        var scenario = Scenario.Given(
            """
            steps: [{id: a, action: log}]
            finally: [{id: f, action: log, retry: {max_attempts: 2, backoff_seconds: 5}}]
            """
        );
        scenario.When(new CancelExecution(null, null));
        scenario.Stopped("a").Fail("f");
        Assert.Equal("a=cancelled f=retrying | running", scenario.Standing);
        scenario.After(5).Complete("f");
        Assert.Equal("a=cancelled f=completed | cancelled", scenario.Standing);
    }

    [Fact]
    public void It_sees_the_outputs_of_all_others_and_the_outputs_see_it()
    {
        var scenario = Scenario
            .Given(
                """
                steps: [{id: a, action: log}]
                finally: [{id: f, action: log, params: {message: "{{ steps.a.outputs.x }} {{ execution.status }}"}}]
                outputs: {last: "{{ steps.f.outputs.y }}"}
                """
            )
            .Complete("a", ("x", Value.Of(7)));
        var dispatched = scenario.Effects.OfType<DispatchStep>().Last();
        Assert.Equal(Value.Of("7 completed"), dispatched.Assignment.Params["message"]);
        scenario.Complete("f", ("y", Value.Of(8)));
        Assert.Equal(Value.Of(8), scenario.State.Outputs["last"]);
    }
}
