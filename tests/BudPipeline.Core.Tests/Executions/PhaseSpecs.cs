namespace BudPipeline.Core.Tests.Executions;

public sealed class PhaseSpecs
{
    private const string Build = """
        phases:
          - name: check
            group: 1
            tasks: [{id: lint, action: log}, {id: unit, action: log}]
          - name: build
            group: 1
            tasks: [{id: compile, action: log}]
          - group: 2
            tasks: [{id: publish, action: log}, {id: note, action: log, depends_on: publish}]
        """;

    [Fact]
    public void Tasks_of_a_group_run_together_and_the_next_group_waits_for_all_of_them()
    {
        var scenario = Scenario.Given(Build);
        Assert.Equal("lint unit compile", scenario.Running);
        scenario.Complete("lint").Complete("compile");
        Assert.Equal("unit", scenario.Running);
        scenario.Complete("unit");
        Assert.Equal("publish", scenario.Running);
        scenario.Complete("publish").Complete("note");
        Assert.EndsWith("| completed", scenario.Standing, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_task_ends_the_run_and_later_groups_never_start()
    {
        var scenario = Scenario.Given(Build).Fail("unit").Stopped("lint").Stopped("compile");
        Assert.Equal(
            "lint=cancelled unit=failed compile=cancelled publish=skipped note=skipped | failed",
            scenario.Standing
        );
    }

    [Fact]
    public void Phases_fail_fast_even_if_told_otherwise()
    {
        var scenario = Scenario.Given("settings: {fail_fast: false}\n" + Build).Fail("unit");
        Assert.Equal(Core.Executions.StopReason.FailFast, scenario.Step("lint").Stopping);
    }

    [Fact]
    public void A_task_whose_failure_is_passed_over_lets_the_next_group_begin()
    {
        var scenario = Scenario
            .Given(
                """
                phases:
                  - tasks: [{id: a, action: log, on_failure: continue}]
                  - tasks: [{id: b, action: log}]
                finally: [{id: f, action: log}]
                """
            )
            .Fail("a")
            .Complete("b")
            .Complete("f");
        Assert.Equal("a=failed b=completed f=completed | completed", scenario.Standing);
    }

    [Fact]
    public void Groups_run_in_ascending_order_wherever_they_are_written()
    {
        var scenario = Scenario.Given(
            """
            phases:
              - {group: 7, tasks: [{id: last, action: log}]}
              - {group: 0, tasks: [{id: first, action: log}]}
              - {tasks: [{id: third, action: log}]}
            """
        );
        Assert.Equal("first", scenario.Running);
        scenario.Complete("first");
        Assert.Equal("third", scenario.Running);
        scenario.Complete("third");
        Assert.Equal("last", scenario.Running);
    }
}
