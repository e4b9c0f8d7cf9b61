using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class WaitingSpecs
{
    [Theory]
    [InlineData("seconds: 90", 90)]
    [InlineData("seconds: \"{{ 30 * 3 }}\"", 90)]
    [InlineData("duration: 90s", 90)]
    [InlineData("duration: 2m", 120)]
    [InlineData("duration: 1.5h", 5400)]
    [InlineData("duration: 1h30m", 5400)]
    [InlineData("duration: 2d", 172800)]
    [InlineData("duration: 500ms", 0.5)]
    [InlineData("seconds: 2592000", 2592000)]
    [InlineData("seconds: 0.5", 0.5)]
    public void A_delay_waits_and_gives_how_long(string parameters, double seconds)
    {
        var scenario = Scenario.Given(
            $$"""
            settings: {timeout_seconds: 10000000}
            steps:
              - {id: a, action: delay, params: { {{parameters}} } }
              - {id: b, action: log, depends_on: a}
            """
        );
        Assert.Equal("a=waiting b=pending | running", scenario.Standing);
        Assert.Equal(scenario.Now.AddSeconds(seconds), scenario.State.NextDue);
        Assert.DoesNotContain(scenario.Effects, e => e is DispatchStep);
        scenario.After(seconds);
        Assert.Equal("a=completed b=running | running", scenario.Standing);
        Assert.Equal(Value.Of(seconds), scenario.Step("a").Outputs["waited_seconds"]);
    }

    [Theory]
    [InlineData("seconds: \"{{ -1 }}\"")]
    [InlineData("seconds: \"{{ 2592001 }}\"")]
    [InlineData("duration: \"{{ 'soon' }}\"")]
    [InlineData("duration: \"{{ [] }}\"")]
    [InlineData("duration: \"{{ '' }}\"")]
    [InlineData("duration: \"{{ '1h and more' }}\"")]
    [InlineData("duration: \"{{ '5 apples' }}\"")]
    public void A_delay_that_names_no_span_fails_with_the_remedy(string parameters)
    {
        var scenario = Scenario.Given(
            $$"""
            steps:
              - {id: a, action: delay, params: { {{parameters}} } }
            """
        );
        Assert.Equal("a=failed | failed", scenario.Standing);
        Assert.Contains("give seconds from 0", scenario.State.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wait_takes_no_slot_of_the_parallel_steps()
    {
        var scenario = Scenario.Given(
            """
            settings: {max_parallel_steps: 1}
            steps:
              - {id: a, action: delay, params: {seconds: 60}}
              - {id: b, action: delay, params: {seconds: 60}}
              - {id: c, action: log}
            """
        );
        Assert.Equal("a=waiting b=waiting c=running | running", scenario.Standing);
    }

    [Fact]
    public void An_attempt_that_takes_too_long_is_stopped_and_the_step_has_timed_out()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - {id: a, action: log, timeout_seconds: 5}
                """
            )
            .After(5);
        Assert.Equal("a=running | running", scenario.Standing);
        Assert.Equal(StopReason.Timeout, scenario.Step("a").Stopping);
        scenario.Stopped("a");
        Assert.Equal("a=timeout | failed", scenario.Standing);
        Assert.Equal(("STEP_TIMEOUT", "timeout"), (scenario.State.Error?.Code, scenario.State.Error?.Type));
    }

    [Fact]
    public void A_timed_out_attempt_is_repeated_by_its_policy()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - {id: a, action: log, timeout_seconds: 5, retry: {max_attempts: 2, backoff_seconds: 1}}
                """
            )
            .After(5)
            .Stopped("a");
        Assert.Equal("a=retrying | running", scenario.Standing);
        scenario.After(1).Complete("a");
        Assert.Equal("a=completed | completed", scenario.Standing);
    }

    [Fact]
    public void An_execution_that_takes_too_long_ends_as_timeout()
    {
        var scenario = Scenario
            .Given(
                """
                settings: {timeout_seconds: 100}
                steps:
                  - {id: a, action: shell, timeout_seconds: 500, params: {command: "true"}}
                  - {id: b, action: delay, params: {seconds: 1000}}
                  - {id: c, action: log, depends_on: a}
                """
            )
            .After(100);
        Assert.Equal("a=running b=cancelled c=skipped | running", scenario.Standing);
        scenario.Stopped("a");
        Assert.Equal("a=cancelled b=cancelled c=skipped | timeout", scenario.Standing);
        Assert.Equal("EXECUTION_TIMEOUT", scenario.State.Error?.Code);
    }

    [Fact]
    public void A_completion_that_races_its_timeout_counts()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - {id: a, action: log, timeout_seconds: 5}
                """
            )
            .After(5)
            .Complete("a");
        Assert.Equal("a=completed | completed", scenario.Standing);
    }

    [Fact]
    public void The_clock_never_goes_back_behind_the_last_event()
    {
        var scenario = Scenario.Given("steps: [{id: a, action: log}]");
        var decision = ExecutionDecider.Decide(
            scenario.State,
            new CompleteAttempt(0, 1, ActionOutcome.Completed(MapValue.Empty)),
            scenario.Now.AddHours(-1)
        );
        Assert.All(Assert.IsType<Decision.Accepted>(decision).Events, e => Assert.Equal(scenario.Now, e.At));
    }
}
