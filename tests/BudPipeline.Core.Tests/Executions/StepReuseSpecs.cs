using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class StepReuseSpecs
{
    /// <summary>'end' stands before what it depends on, and 'side' beside all of them.</summary>
    private const string Diamond = """
        settings: {fail_fast: false}
        steps:
          - {id: end, action: log, depends_on: [left, right]}
          - {id: start, action: log}
          - {id: left, action: log, depends_on: start}
          - {id: right, action: log, depends_on: start}
          - {id: side, action: log, condition: "false"}
          - {id: rescue, action: log, depends_on: right, condition: "steps.right.status == 'failed'"}
        """;

    [Fact]
    public void What_completed_and_was_left_out_is_taken_over_and_a_handler_is_not()
    {
        var failed = Scenario.Given(Diamond).Complete("start", ("n", Value.Of(7))).Complete("left").Fail("right");
        failed.Complete("rescue");
        Assert.Equal(ExecutionStatus.Failed, failed.State.Status);

        var retry = Retried(failed, from: null);

        Assert.Equal(
            "end=pending start=completed left=completed right=running side=skipped rescue=pending | running",
            retry.Standing
        );
        Assert.Equal("7", ValueJson.ToText(retry.Step("start").Outputs["n"]));
        Assert.Equal((0, SkipReason.Condition), (retry.Step("start").Attempt, retry.Step("side").Skip));
        Assert.Null(retry.Step("start").StartedAt);
        retry.Complete("right").Complete("end");
        Assert.Equal(ExecutionStatus.Completed, retry.State.Status);
        Assert.Equal(StepStatus.Skipped, retry.Step("rescue").Status);
    }

    [Fact]
    public void A_step_that_is_named_runs_again_with_all_behind_it()
    {
        var done = Scenario.Given(Diamond).Complete("start").Complete("left").Complete("right").Complete("end");
        Assert.Equal(ExecutionStatus.Completed, done.State.Status);

        var retry = Retried(done, from: "left");

        Assert.Equal(
            "end=pending start=completed left=running right=completed side=skipped rescue=skipped | running",
            retry.Standing
        );
    }

    [Fact]
    public void Where_all_is_taken_over_it_ends_at_once()
    {
        var done = Scenario.Given(Diamond).Complete("start").Complete("left").Complete("right").Complete("end");
        Assert.Equal(ExecutionStatus.Completed, Retried(done, from: null).State.Status);
    }

    [Fact]
    public void Replaying_its_events_gives_the_retry_that_was_lived()
    {
        var failed = Scenario.Given(Diamond).Complete("start").Complete("left").Fail("right").Complete("rescue");
        var retry = Retried(failed, from: null);
        var replayed = ExecutionEvolution.Evolve(
            ExecutionState.Initial("exec_1", retry.State.Plan, Scenario.Runner),
            [.. retry.History]
        );
        Assert.Equal(retry.State.Version, replayed.Version);
        Assert.All(
            retry.State.Plan.Steps,
            step => Assert.Equal(retry.State.Steps[step.Ordinal], replayed.Steps[step.Ordinal])
        );
    }

    [Fact]
    public void What_was_undone_runs_again_and_so_does_what_comes_finally()
    {
        var failed = Scenario.Given(
            """
            steps:
              - {id: look, action: log}
              - id: car
                action: log
                depends_on: look
                compensate: {action: log}
              - {id: pay, action: log, depends_on: car}
            finally:
              - {id: tell, action: log}
            """
        );
        failed.Complete("look").Complete("car").Fail("pay");
        failed.When(new CompleteAttempt(4, failed.State.Steps[4].Attempt, ActionOutcome.Completed(MapValue.Empty)));
        failed.Complete("tell");
        Assert.Equal(ExecutionStatus.Failed, failed.State.Status);

        var retry = Retried(failed, from: null);

        Assert.Equal("look=completed car=running pay=pending tell=pending | running", retry.Standing);
        retry.Complete("car").Complete("pay").Complete("tell");
        Assert.Equal(ExecutionStatus.Completed, retry.State.Status);
    }

    [Fact]
    public void A_loop_is_taken_over_whole_and_what_comes_finally_runs_where_nothing_else_is_left()
    {
        var done = Scenario.Given(
            """
            steps:
              - id: each
                action: for_each
                params: {items: "{{ [1, 2] }}", step: {action: log}}
            finally:
              - {id: tell, action: log}
            """
        );
        foreach (var item in (int[])[2, 3])
        {
            var attempt = done.State.Steps[item].Attempt;
            done.When(new CompleteAttempt(item, attempt, ActionOutcome.Completed(MapValue.Empty)));
        }

        done.Complete("tell");
        Assert.Equal(ExecutionStatus.Completed, done.State.Status);

        var retry = Retried(done, from: null);

        Assert.Equal("each=completed tell=running | running", retry.Standing);
        Assert.Equal(done.Step("each").Outputs, retry.Step("each").Outputs);
        retry.Complete("tell");
        Assert.Equal(ExecutionStatus.Completed, retry.State.Status);
    }

    private static Scenario Retried(Scenario ended, string? from)
    {
        int? ordinal = from is null ? null : ended.Ordinal(from);
        var header = Scenario.Header(ended.State.Plan, MapValue.Empty) with { RetryOf = "exec_0" };
        return Scenario.Of(ended.State.Plan, new StartExecution(header, StepReuse.Of(ended.State, ordinal)));
    }
}
