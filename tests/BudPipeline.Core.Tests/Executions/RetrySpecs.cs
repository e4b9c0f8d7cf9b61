using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class RetrySpecs
{
    private const string Twice = """
        steps:
          - {id: a, action: log, retry: {max_attempts: 3, backoff_seconds: 10}}
        """;

    [Fact]
    public void A_failed_attempt_is_repeated_after_a_growing_wait_until_the_budget_is_used_up()
    {
        var scenario = Scenario.Given(Twice).Fail("a");
        Assert.Equal("a=retrying | running", scenario.Standing);
        Assert.Equal(scenario.Now.AddSeconds(10), scenario.Step("a").Due);
        scenario.After(9.9);
        Assert.Equal("a=retrying | running", scenario.Standing);
        scenario.After(0.1);
        Assert.Equal(("a=running | running", 2), (scenario.Standing, scenario.Step("a").Attempt));
        scenario.Fail("a");
        Assert.Equal(scenario.Now.AddSeconds(20), scenario.Step("a").Due);
        scenario.After(20).Fail("a");
        Assert.Equal("a=failed | failed", scenario.Standing);
        Assert.Equal(3, scenario.State.Error?.Attempt);
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 120)]
    [InlineData(3, 240)]
    [InlineData(7, 3600)]
    [InlineData(1000, 3600)]
    public void The_wait_doubles_and_is_capped(int used, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.Default.DelayAfter(used));

    [Fact]
    public void A_business_error_is_not_repeated()
    {
        var scenario = Scenario.Given(Twice).Fail("a", StepError.Business);
        Assert.Equal("a=failed | failed", scenario.Standing);
    }

    [Fact]
    public void Only_the_kinds_of_error_that_retry_on_names_are_repeated()
    {
        const string yaml = """
            steps:
              - {id: a, action: log, retry: {max_attempts: 3, retry_on: [timeout]}}
            """;
        Assert.Equal("a=failed | failed", Scenario.Given(yaml).Fail("a").Standing);
        Assert.Equal("a=retrying | running", Scenario.Given(yaml).Fail("a", StepError.Timeout).Standing);
    }

    [Fact]
    public void A_result_of_an_earlier_attempt_is_stale_and_dropped()
    {
        var scenario = Scenario.Given(Twice).Fail("a").After(10);
        var stale = new CompleteAttempt(0, 1, ActionOutcome.Completed(Core.Expressions.MapValue.Empty));
        Assert.IsType<Decision.Duplicate>(scenario.When(stale));
        Assert.Equal("a=running | running", scenario.Standing);
    }

    [Fact]
    public void A_retry_that_is_due_waits_for_a_free_slot_and_then_goes_first()
    {
        var scenario = Scenario
            .Given(
                """
                settings: {max_parallel_steps: 1}
                steps:
                  - {id: a, action: log, retry: {backoff_seconds: 5}}
                  - {id: b, action: log}
                  - {id: c, action: log}
                """
            )
            .Fail("a");
        Assert.Equal("b", scenario.Running);
        scenario.After(60);
        Assert.Equal("b", scenario.Running);
        Assert.Equal(scenario.Step("b").Due, scenario.State.NextDue);
        scenario.Complete("b");
        Assert.Equal("a", scenario.Running);
    }

    [Fact]
    public void A_lost_attempt_begins_again_outside_the_budget()
    {
        var scenario = Scenario.Given(Twice);
        scenario.When(new RunnersLost([Scenario.Runner]));
        Assert.Equal(
            ("a=running | running", 2, 0),
            (scenario.Standing, scenario.Step("a").Attempt, scenario.Step("a").BudgetUsed)
        );
        Assert.IsType<Decision.Duplicate>(scenario.When(new RunnersLost(["node-9"])));
    }

    [Fact]
    public void A_lost_attempt_that_may_not_be_repeated_has_failed_and_says_why()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: a, action: shell, idempotent: false, retry: {max_attempts: 3}, params: {command: "true"}}
            """
        );
        scenario.When(new RunnersLost([Scenario.Runner]));
        Assert.Equal("a=failed | failed", scenario.Standing);
        Assert.Equal("RUNNER_LOST", scenario.State.Error?.Code);
    }
}
