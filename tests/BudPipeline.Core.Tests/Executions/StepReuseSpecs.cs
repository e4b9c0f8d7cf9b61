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

    private static Scenario Retried(Scenario ended, string? from)
    {
        int? ordinal = from is null ? null : ended.Ordinal(from);
        var header = Scenario.Header(ended.State.Plan, MapValue.Empty) with { RetryOf = "exec_0" };
        return Scenario.Of(ended.State.Plan, new StartExecution(header, StepReuse.Of(ended.State, ordinal)));
    }
}
