using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class CompensationSpecs
{
    private const string Trip = """
        steps:
          - id: car
            action: log
            compensate: {action: log, params: {message: "undo car {{ result.id }}"}}
          - id: hotel
            action: log
            compensate: {action: log, params: {message: "undo hotel {{ steps.hotel.outputs.id }}"}}
          - {id: pay, action: log, depends_on: [car, hotel]}
        finally:
          - {id: tell, action: log, params: {message: tell}}
        """;

    [Fact]
    public void What_completed_is_undone_in_reverse_order_of_completion_before_what_comes_finally()
    {
        var scenario = Scenario.Given(Trip).Complete("hotel", ("id", Value.Of(7))).Complete("car", ("id", Value.Of(8)));
        scenario.Fail("pay");
        Assert.Equal("car=completed hotel=completed pay=failed tell=pending | running", scenario.Standing);
        Assert.Equal("undo car 8", LastMessage(scenario));
        Undo(scenario);
        Assert.Equal("undo hotel 7", LastMessage(scenario));
        Undo(scenario);
        Assert.Equal("tell", LastMessage(scenario));
        scenario.Complete("tell");
        Assert.Equal("car=completed hotel=completed pay=failed tell=completed | failed", scenario.Standing);
        Assert.Equal(("BROKEN", "pay"), (scenario.State.Error?.Code, scenario.State.Error?.Step));
        Assert.Null(scenario.State.Error?.Uncompensated);
    }

    [Fact]
    public void An_execution_that_completes_undoes_nothing()
    {
        var scenario = Scenario.Given(Trip).Complete("car").Complete("hotel").Complete("pay").Complete("tell");
        Assert.Equal(ExecutionStatus.Completed, scenario.State.Status);
        Assert.DoesNotContain(scenario.History, e => e is CompensationsOpened);
    }

    [Fact]
    public void A_failed_compensation_keeps_the_others_running_and_hides_no_error()
    {
        var scenario = Scenario.Given(Trip).Complete("hotel").Complete("car").Fail("pay");
        Undo(scenario, ActionOutcome.Failed(new StepError("STUCK", StepError.Application, "the car is gone")));
        Undo(scenario);
        scenario.Complete("tell");
        Assert.Equal("pay", scenario.State.Error?.Step);
        Assert.Equal("car", Assert.Single(scenario.State.Error?.Uncompensated ?? []));
    }

    [Fact]
    public void A_cancel_undoes_once_everything_has_stopped()
    {
        var scenario = Scenario.Given(Trip).Complete("hotel");
        scenario.When(new CancelExecution(null, null));
        Assert.Null(scenario.State.Saga);
        scenario.Stopped("car");
        Assert.StartsWith("undo hotel", LastMessage(scenario), StringComparison.Ordinal);
        Undo(scenario);
        scenario.Complete("tell");
        Assert.Equal("car=cancelled hotel=completed pay=skipped tell=completed | cancelled", scenario.Standing);
    }

    [Fact]
    public void A_timeout_undoes_too_and_has_no_deadline_over_it()
    {
        var scenario = Scenario
            .Given(
                """
                settings: {timeout_seconds: 100}
                steps:
                  - {id: a, action: log, compensate: {action: log}}
                  - {id: b, action: delay, depends_on: a, params: {seconds: 1000}}
                """
            )
            .Complete("a")
            .After(100);
        Assert.Equal("a=completed b=cancelled | running", scenario.Standing);
        scenario.After(200);
        Undo(scenario);
        Assert.Equal("a=completed b=cancelled | timeout", scenario.Standing);
    }

    [Fact]
    public void A_deadline_that_passes_while_a_failure_is_undone_does_not_hide_it()
    {
        var scenario = Scenario
            .Given(
                """
                settings: {timeout_seconds: 100}
                steps:
                  - {id: a, action: log, compensate: {action: log, timeout_seconds: 500}}
                  - {id: b, action: log, depends_on: a}
                """
            )
            .Complete("a")
            .Fail("b")
            .After(200);
        Undo(scenario);
        Assert.Equal("a=completed b=failed | failed", scenario.Standing);
    }

    [Fact]
    public void A_forced_cancel_gives_up_what_is_left_and_names_it()
    {
        var scenario = Scenario.Given(Trip).Complete("hotel").Complete("car").Fail("pay");
        scenario.When(new CancelExecution(null, null, true));
        var current = scenario.State.Steps[scenario.State.Saga!.First];
        Assert.Equal(StopReason.Cancelled, current.Stopping);
        Undo(scenario, ActionOutcome.Stopped());
        Assert.Equal("car=completed hotel=completed pay=failed tell=skipped | cancelled", scenario.Standing);
        Assert.Equal("car hotel", string.Join(' ', scenario.State.Error?.Uncompensated ?? []));
    }

    [Fact]
    public void It_is_repeated_by_its_own_policy_and_begins_again_when_its_runner_is_lost()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - id: a
                    action: log
                    compensate: {action: log, retry: {max_attempts: 2, backoff_seconds: 5}}
                  - {id: b, action: log, depends_on: a}
                """
            )
            .Complete("a")
            .Fail("b");
        Undo(scenario, ActionOutcome.Failed(new StepError("X", StepError.Application, "x")));
        Assert.Equal(0, scenario.State.LiveAttempts);
        scenario.After(5);
        scenario.When(new RunnersLost([Scenario.Runner]));
        Assert.Equal(3, scenario.State.Steps[scenario.State.Saga!.First].Attempt);
        Undo(scenario);
        Assert.Equal("a=completed b=failed | failed", scenario.Standing);
        Assert.Null(scenario.State.Error?.Uncompensated);
    }

    [Fact]
    public void A_pause_holds_it_back()
    {
        var scenario = Scenario.Given(Trip).Complete("hotel").Complete("car");
        scenario.When(new PauseExecution(null));
        scenario.Fail("pay");
        Assert.Equal(0, scenario.State.LiveAttempts);
        scenario.When(new ResumeExecution(null));
        Assert.Equal(1, scenario.State.LiveAttempts);
    }

    [Fact]
    public void A_step_that_failed_or_never_ran_is_not_undone()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - {id: a, action: log, on_failure: continue, compensate: {action: log}}
                  - {id: b, action: log, condition: "1 > 2", compensate: {action: log}}
                  - {id: c, action: log, depends_on: [a, b], compensate: {action: log}}
                """
            )
            .Fail("a")
            .Fail("c");
        Assert.Equal("a=failed b=skipped c=failed | failed", scenario.Standing);
    }

    [Fact]
    public void A_loop_is_undone_with_its_results()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - id: l
                action: for_each
                params: {items: [1], step: {action: log}}
                compensate: {action: log, params: {message: "undo {{ result.count }}"}}
              - {id: z, action: log, depends_on: l}
            """
        );
        scenario.When(new CompleteAttempt(2, 1, ActionOutcome.Completed(MapValue.Empty)));
        scenario.Fail("z");
        Assert.Equal("undo 1", LastMessage(scenario));
        Undo(scenario);
        Assert.Equal("l=completed z=failed | failed", scenario.Standing);
    }

    private static string LastMessage(Scenario scenario) =>
        ((StringValue)scenario.Effects.OfType<DispatchStep>().Last().Assignment.Params["message"]).Content;

    private static void Undo(Scenario scenario, ActionOutcome? outcome = null)
    {
        var saga = scenario.State.Saga!;
        var current = saga.First + saga.Ended;
        Assert.IsType<Decision.Accepted>(
            scenario.When(
                new CompleteAttempt(
                    current,
                    scenario.State.Steps[current].Attempt,
                    outcome ?? ActionOutcome.Completed(MapValue.Empty)
                )
            )
        );
    }
}
