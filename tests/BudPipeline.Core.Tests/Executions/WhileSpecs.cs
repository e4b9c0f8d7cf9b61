using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class WhileSpecs
{
    private const string Body = "step: {action: log, params: {message: \"{{ iteration }} after {{ result.state }}\"}}";

    [Fact]
    public void It_repeats_until_the_condition_no_longer_holds_with_a_durable_wait_between()
    {
        var scenario = Given("condition: result.state != 'ready', delay_seconds: 10");
        Assert.Equal(["0 after "], Messages(scenario));
        End(scenario, "pending");
        Assert.Equal("l=running z=pending | running", scenario.Standing);
        Assert.Equal(scenario.Now.AddSeconds(10), scenario.State.NextDue);
        Assert.Equal(0, scenario.State.LiveAttempts);
        scenario.After(10);
        Assert.Equal(["0 after ", "1 after pending"], Messages(scenario));
        End(scenario, "ready");
        Assert.Equal("l=completed z=running | running", scenario.Standing);
        Assert.Equal(
            """{"result":{"state":"ready"},"iterations":2,"exhausted":false}""",
            scenario.Step("l").Outputs.ToString()
        );
    }

    [Fact]
    public void A_condition_on_the_result_lets_the_first_iteration_run()
    {
        var scenario = Given("condition: result.state == 'pending', delay_seconds: 0");
        Assert.Single(Messages(scenario));
        End(scenario, "pending");
        Assert.Equal(2, Messages(scenario).Count);
        End(scenario, "done");
        Assert.Equal("l=completed z=running | running", scenario.Standing);
    }

    [Theory]
    [InlineData("condition: 'false'")]
    [InlineData("condition: false")]
    [InlineData("condition: \"{{ 1 > 2 }}\"")]
    [InlineData("condition: iteration < 0")]
    public void A_condition_on_something_else_may_let_none_run(string parameters)
    {
        var scenario = Given(parameters);
        Assert.Equal("l=completed z=running | running", scenario.Standing);
        Assert.Equal("""{"result":null,"iterations":0,"exhausted":false}""", scenario.Step("l").Outputs.ToString());
    }

    [Fact]
    public void It_runs_at_most_so_often_and_says_so()
    {
        var scenario = Given("condition: true, delay_seconds: 0, max_iterations: 3");
        for (var i = 0; i < 3; i++)
        {
            End(scenario, $"{i}");
        }

        Assert.Equal("l=completed z=running | running", scenario.Standing);
        Assert.Equal(
            """{"result":{"state":"2"},"iterations":3,"exhausted":true}""",
            scenario.Step("l").Outputs.ToString()
        );
    }

    [Fact]
    public void A_condition_that_ends_with_the_last_iteration_is_not_exhausted()
    {
        var scenario = Given("condition: iteration < 2, delay_seconds: 0, max_iterations: 2");
        End(scenario, "a");
        End(scenario, "b");
        Assert.Equal(Value.False, scenario.Step("l").Outputs["exhausted"]);
    }

    [Fact]
    public void A_failed_iteration_is_repeated_by_the_policy_of_its_step_and_then_ends_the_loop()
    {
        var scenario = Scenario.Given(
            $$"""
            steps:
              - id: l
                action: while
                retry: {max_attempts: 2, backoff_seconds: 5}
                params: {condition: true, delay_seconds: 0, {{Body}} }
            """
        );
        Fail(scenario);
        Assert.Equal("l=running | running", scenario.Standing);
        scenario.After(5);
        Fail(scenario);
        Assert.Equal("l=failed | failed", scenario.Standing);
        Assert.Contains("item 0 of step 'l' failed", scenario.State.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_runner_begins_the_iteration_again()
    {
        var scenario = Given("condition: iteration < 1, delay_seconds: 0");
        scenario.When(new RunnersLost([Scenario.Runner]));
        Assert.Equal(1, scenario.State.LiveAttempts);
        End(scenario, "x");
        Assert.Equal("l=completed z=running | running", scenario.Standing);
        Assert.Equal(Value.Of(1), scenario.Step("l").Outputs["iterations"]);
    }

    [Fact]
    public void A_cancel_ends_the_wait_for_the_next_iteration_and_keeps_the_last_result()
    {
        var scenario = Given("condition: true, delay_seconds: 60");
        End(scenario, "x");
        scenario.When(new CancelExecution(null, null));
        Assert.Equal("l=cancelled z=skipped | cancelled", scenario.Standing);
        Assert.Equal(Value.Of("x"), ((MapValue)scenario.Step("l").Outputs["result"])["state"]);
    }

    [Fact]
    public void A_pause_lets_no_further_iteration_begin_though_its_moment_comes()
    {
        var scenario = Given("condition: true, delay_seconds: 60");
        End(scenario, "x");
        scenario.When(new PauseExecution(null));
        scenario.After(60);
        Assert.Equal(0, scenario.State.LiveAttempts);
        scenario.When(new ResumeExecution(null));
        Assert.Equal(1, scenario.State.LiveAttempts);
    }

    [Fact]
    public void The_timeout_of_the_step_is_that_of_the_whole_loop()
    {
        var scenario = Scenario.Given(
            $$"""
            steps:
              - {id: l, action: while, timeout_seconds: 100, params: {condition: true, delay_seconds: 60, {{Body}} } }
            """
        );
        End(scenario, "x");
        scenario.After(60);
        End(scenario, "y");
        scenario.After(40);
        Assert.Equal("l=timeout | failed", scenario.Standing);
    }

    [Theory]
    [InlineData("condition: true, max_iterations: '{{ 0 }}'", "max_iterations from 1")]
    [InlineData("condition: true, delay_seconds: '{{ -1 }}'", "delay_seconds from 0")]
    [InlineData("condition: \"'a' > 1\"", "cannot be decided")]
    public void What_cannot_be_repeated_fails_with_the_remedy(string parameters, string expected)
    {
        var scenario = Given(parameters);
        Assert.Equal("l=failed z=skipped | failed", scenario.Standing);
        Assert.Contains(expected, scenario.State.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_lived_is_what_is_replayed()
    {
        var scenario = Given("condition: result.state != 'ready', delay_seconds: 10");
        End(scenario, "pending");
        scenario.After(10);
        End(scenario, "pending");
        var replayed = ExecutionEvolution.Evolve(
            ExecutionState.Initial("exec_1", scenario.State.Plan, Scenario.Runner),
            scenario.History
        );
        Assert.Equal(string.Join('\n', scenario.State.Steps), string.Join('\n', replayed.Steps));
        Assert.Equal(scenario.State.NextDue, replayed.NextDue);
    }

    private static Scenario Given(string parameters) =>
        Scenario.Given(
            $$"""
            steps:
              - {id: l, action: while, params: { {{parameters}}, {{Body}} } }
              - {id: z, action: log, depends_on: l}
            """
        );

    private static List<string> Messages(Scenario scenario) =>
        [
            .. scenario
                .Effects.OfType<DispatchStep>()
                .Select(d => d.Assignment.Params["message"])
                .OfType<StringValue>()
                .Select(m => m.Content),
        ];

    private static void End(Scenario scenario, string state) =>
        Tell(scenario, ActionOutcome.Completed(MapValue.Of(("state", Value.Of(state)))));

    private static void Fail(Scenario scenario) =>
        Tell(scenario, ActionOutcome.Failed(new StepError("BROKEN", StepError.Application, "it broke")));

    private static void Tell(Scenario scenario, ActionOutcome outcome)
    {
        var first = ((LoopState)scenario.Step("l").Flow!).First;
        var item = Enumerable
            .Range(first, scenario.State.Steps.Count - first)
            .Single(o => scenario.State.Steps[o].Status == StepStatus.Running);
        Assert.IsType<Decision.Accepted>(
            scenario.When(new CompleteAttempt(item, scenario.State.Steps[item].Attempt, outcome))
        );
    }
}
