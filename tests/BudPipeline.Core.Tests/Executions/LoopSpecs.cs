using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class LoopSpecs
{
    private const string Body = "step: {action: log, params: {message: \"{{ index }}:{{ item }}\"}}";

    [Fact]
    public void Items_run_as_many_at_once_as_the_loop_allows_and_the_results_come_in_their_order()
    {
        var scenario = Given("items: [a, b, c, d], max_concurrency: 2");
        Assert.Equal("l=running z=pending | running", scenario.Standing);
        Assert.Equal(["0:a", "1:b"], Messages(scenario));
        End(scenario, 1, "second");
        Assert.Equal(["0:a", "1:b", "2:c"], Messages(scenario));
        Assert.Equal(25, scenario.Step("l").Percent);
        End(scenario, 2, "third");
        End(scenario, 0, "first");
        Assert.Equal("l=running z=pending | running", scenario.Standing);
        End(scenario, 3, "fourth");
        Assert.Equal("l=completed z=running | running", scenario.Standing);
        Assert.Equal(
            """{"results":[{"x":"first"},{"x":"second"},{"x":"third"},{"x":"fourth"}],"count":4,"errors":[]}""",
            scenario.Step("l").Outputs.ToString()
        );
        scenario.Complete("z");
        Assert.EndsWith("| completed", scenario.Standing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("items: [1, 2, 3, 4, 5, 6, 7]", 5)]
    [InlineData("items: [1, 2, 3], parallel: false", 1)]
    [InlineData("items: [1, 2, 3], max_concurrency: '{{ 1 + 1 }}'", 2)]
    [InlineData("items: \"{{ range(20) }}\", max_concurrency: 20", 20)]
    public void The_cap_is_the_loops_own_and_not_that_of_the_parallel_steps(string parameters, int live)
    {
        var scenario = Scenario.Given(
            $$"""
            settings: {max_parallel_steps: 1}
            steps:
              - {id: l, action: for_each, params: { {{parameters}}, {{Body}} } }
              - {id: z, action: log}
            """
        );
        Assert.Equal(live + 1, scenario.State.LiveAttempts);
        Assert.Equal("l=running z=running | running", scenario.Standing);
    }

    [Fact]
    public void The_older_spelling_does_the_same()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - id: l
                action: loop
                params: {items: [7], action: log, action_params: {message: "twice is {{ item * 2 }}"}}
            """
        );
        Assert.Equal(["twice is 14"], Messages(scenario));
        var assignment = scenario.Effects.OfType<DispatchStep>().Single().Assignment;
        Assert.Equal(("log", "l"), (assignment.ActionType, assignment.StepId));
    }

    [Fact]
    public void Nothing_to_go_through_is_done_at_once()
    {
        var scenario = Given("items: []");
        Assert.Equal("l=completed z=running | running", scenario.Standing);
        Assert.Equal("""{"results":[],"count":0,"errors":[]}""", scenario.Step("l").Outputs.ToString());
    }

    [Fact]
    public void A_failed_item_ends_the_loop_once_what_runs_has_stopped()
    {
        var scenario = Given("items: [a, b, c, d], max_concurrency: 2");
        Fail(scenario, 1);
        Assert.Equal("l=running z=pending | running", scenario.Standing);
        Assert.Equal(StopReason.FailFast, Item(scenario, 0).Stopping);
        Stopped(scenario, 0);
        Assert.Equal("l=failed z=skipped | failed", scenario.Standing);
        Assert.Equal(("BROKEN", "l"), (scenario.State.Error?.Code, scenario.State.Error?.Step));
        Assert.Contains("item 1 of step 'l' failed", scenario.State.Error?.Message, StringComparison.Ordinal);
        Assert.Equal(2, Messages(scenario).Count);
    }

    [Fact]
    public void With_continue_on_error_the_others_go_on_and_the_errors_are_listed()
    {
        var scenario = Given("items: [a, b, c], continue_on_error: true");
        Fail(scenario, 1);
        End(scenario, 0, "x");
        End(scenario, 2, "y");
        Assert.Equal("l=completed z=running | running", scenario.Standing);
        Assert.Equal(
            """{"results":[{"x":"x"},null,{"x":"y"}],"count":3,"errors":[{"index":1,"code":"BROKEN","message":"it broke"}]}""",
            scenario.Step("l").Outputs.ToString()
        );
    }

    [Fact]
    public void An_item_is_repeated_by_the_policy_of_its_step()
    {
        var scenario = Scenario.Given(
            $$"""
            steps:
              - id: l
                action: for_each
                retry: {max_attempts: 2, backoff_seconds: 10}
                params: {items: [a, b, c], max_concurrency: 1, {{Body}} }
            """
        );
        Fail(scenario, 0);
        Assert.Equal(StepStatus.Retrying, Item(scenario, 0).Status);
        Assert.Equal(StepStatus.Running, Item(scenario, 1).Status);
        scenario.After(10);
        Assert.Equal(StepStatus.Retrying, Item(scenario, 0).Status);
        End(scenario, 1, "b");
        Assert.Equal((StepStatus.Running, 2), (Item(scenario, 0).Status, Item(scenario, 0).Attempt));
        End(scenario, 0, "a");
        End(scenario, 2, "c");
        Assert.Equal("l=completed | completed", scenario.Standing);
    }

    [Fact]
    public void A_lost_runner_begins_its_items_again()
    {
        var scenario = Given("items: [a, b, c], max_concurrency: 2");
        scenario.When(new RunnersLost([Scenario.Runner]));
        Assert.Equal((StepStatus.Running, 2), (Item(scenario, 0).Status, Item(scenario, 0).Attempt));
        Assert.Equal((StepStatus.Running, 2), (Item(scenario, 1).Status, Item(scenario, 1).Attempt));
        Assert.Equal(2, scenario.State.LiveAttempts);
    }

    [Fact]
    public void A_pause_lets_no_further_item_begin()
    {
        var scenario = Given("items: [a, b, c], max_concurrency: 1");
        scenario.When(new PauseExecution(null));
        End(scenario, 0, "x");
        Assert.Equal(0, scenario.State.LiveAttempts);
        scenario.When(new ResumeExecution(null));
        Assert.Equal(1, scenario.State.LiveAttempts);
    }

    [Fact]
    public void A_cancel_stops_what_runs_and_begins_nothing()
    {
        var scenario = Given("items: [a, b, c], max_concurrency: 2");
        scenario.When(new CancelExecution(null, null));
        Assert.Equal("l=running z=skipped | running", scenario.Standing);
        Stopped(scenario, 0);
        Stopped(scenario, 1);
        Assert.Equal("l=cancelled z=skipped | cancelled", scenario.Standing);
        Assert.Equal(2, Messages(scenario).Count);
    }

    [Fact]
    public void The_timeout_of_the_step_is_that_of_the_whole_loop()
    {
        var scenario = Scenario.Given(
            $$"""
            steps:
              - {id: l, action: for_each, timeout_seconds: 30, params: {items: [a, b], max_concurrency: 1, {{Body}} } }
            """
        );
        scenario.After(30);
        Assert.Equal(StopReason.Cancelled, Item(scenario, 0).Stopping);
        Stopped(scenario, 0);
        Assert.Equal("l=timeout | failed", scenario.Standing);
        Assert.Equal("STEP_TIMEOUT", scenario.State.Error?.Code);
    }

    [Fact]
    public void An_item_that_takes_too_long_times_out_by_itself()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - id: l
                action: for_each
                params: {items: [a], step: {action: log, timeout_seconds: 5}}
            """
        );
        scenario.After(5);
        Stopped(scenario, 0);
        Assert.Equal("l=failed | failed", scenario.Standing);
        Assert.Equal("timeout", scenario.State.Error?.Type);
    }

    [Theory]
    [InlineData("items: '{{ 7 }}'", "goes through 7")]
    [InlineData("items: \"{{ 'abc' }}\"", "goes through a text")]
    [InlineData("items: '{{ params.nothing }}'", "goes through nothing")]
    [InlineData("items: [1, 2, 3], max_iterations: 2", "has 3 items; 2 is max_iterations")]
    [InlineData("items: '{{ range(10001) }}'", "has 10001 items")]
    [InlineData("items: [1], max_concurrency: '{{ 0 }}'", "from 1 to 1000")]
    public void What_cannot_be_gone_through_fails_with_the_remedy(string parameters, string expected)
    {
        var scenario = Given(parameters);
        Assert.Equal("l=failed z=skipped | failed", scenario.Standing);
        Assert.Contains(expected, scenario.State.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_that_are_too_large_for_an_event_fail_the_step_and_name_the_limit()
    {
        var scenario = Given("items: [a, b]");
        End(scenario, 0, new string('x', 600_000));
        End(scenario, 1, new string('y', 600_000));
        Assert.Equal("l=failed z=skipped | failed", scenario.Standing);
        Assert.Equal("OUTPUT_TOO_LARGE", scenario.State.Error?.Code);
        Assert.Contains("1048576", scenario.State.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_of_two_loops_do_not_mix()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: l, action: loop, params: {items: [a, b], action: log, action_params: {message: "{{ index }}:{{ item }}"}}}
              - {id: m, action: loop, params: {items: [c], action: log, action_params: {message: "{{ index }}:{{ item }}"}}}
              - {id: z, action: log, depends_on: [l, m], params: {message: "{{ steps.l.outputs.results[1].x }}"}}
            """
        );
        Assert.Equal(["0:a", "1:b", "0:c"], Messages(scenario));
        var first = ((LoopState)scenario.Step("m").Flow!).First;
        scenario.When(new CompleteAttempt(first, 1, ActionOutcome.Completed(MapValue.Empty)));
        Assert.Equal("l=running m=completed z=pending | running", scenario.Standing);
        End(scenario, 0, "x");
        End(scenario, 1, "y");
        Assert.Equal(Value.Of("y"), scenario.Effects.OfType<DispatchStep>().Last().Assignment.Params["message"]);
    }

    [Fact]
    public void Ten_thousand_items_that_end_one_by_one_copy_no_ten_thousand_each()
    {
        var scenario = Given("items: '{{ range(10000) }}', max_concurrency: 50");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            scenario.When(new CompleteAttempt(First(scenario) + i, 1, ActionOutcome.Completed(MapValue.Empty)));
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        Assert.True(each < 40_000, $"{each} bytes an item");
    }

    private static Scenario Given(string parameters) =>
        Scenario.Given(
            $$"""
            steps:
              - {id: l, action: for_each, params: { {{parameters}}, {{Body}} } }
              - {id: z, action: log, depends_on: l}
            """
        );

    private static int First(Scenario scenario) => ((LoopState)scenario.State.Steps[0].Flow!).First;

    private static StepState Item(Scenario scenario, int index) => scenario.State.Steps[First(scenario) + index];

    private static List<string> Messages(Scenario scenario) =>
        [
            .. scenario
                .Effects.OfType<DispatchStep>()
                .Select(d => d.Assignment.Params["message"])
                .OfType<StringValue>()
                .Select(m => m.Content),
        ];

    private static void End(Scenario scenario, int index, string x) =>
        Tell(scenario, index, ActionOutcome.Completed(MapValue.Of(("x", Value.Of(x)))));

    private static void Fail(Scenario scenario, int index) =>
        Tell(scenario, index, ActionOutcome.Failed(new StepError("BROKEN", StepError.Application, "it broke")));

    private static void Stopped(Scenario scenario, int index) => Tell(scenario, index, ActionOutcome.Stopped());

    private static void Tell(Scenario scenario, int index, ActionOutcome outcome) =>
        Assert.IsType<Decision.Accepted>(
            scenario.When(new CompleteAttempt(First(scenario) + index, Item(scenario, index).Attempt, outcome))
        );
}
