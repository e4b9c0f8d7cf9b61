using BudPipeline.Core.Executions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class ProgressSpecs
{
    [Fact]
    public void Progress_is_weighted()
    {
        var scenario = Scenario.Given("steps: [{id: a, action: log, weight: 3}, {id: b, action: log}]").Complete("a");
        Assert.Equal(75.00, scenario.State.Progress);
        Assert.Equal(1, ExecutionProgress.Of(scenario.State).CompletedSteps);
    }

    [Fact]
    public void Progress_never_goes_back()
    {
        var scenario = Scenario.Given("steps: [{id: a, action: log, retry: {}}, {id: b, action: log}]");
        scenario.When(new ReportProgress(0, 1, 80));
        Assert.Equal(40, scenario.State.Progress);
        scenario.When(new ReportProgress(0, 1, 20));
        Assert.Equal(40, scenario.State.Progress);
        scenario.Fail("a");
        Assert.Equal(40, scenario.State.Progress);
        scenario.Complete("b");
        Assert.Equal(50, scenario.State.Progress);
    }

    [Fact]
    public void The_rest_is_estimated_from_what_has_finished()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: a, action: log}
              - {id: b, action: log}
              - {id: c, action: log, depends_on: [a, b]}
              - {id: d, action: log, depends_on: c}
            """
        );
        Assert.Null(ExecutionProgress.Of(scenario.State).EtaSeconds);
        scenario.After(30).Complete("a").Complete("b");
        scenario.When(new ReportProgress(2, 1, 50));
        var progress = ExecutionProgress.Of(scenario.State);
        Assert.Equal((45L, "c"), (progress.EtaSeconds, progress.CurrentStep));
        scenario.Complete("c").Complete("d");
        Assert.Equal((100.0, null), (scenario.State.Progress, ExecutionProgress.Of(scenario.State).EtaSeconds));
    }

    [Fact]
    public void A_completed_execution_without_declared_outputs_gives_those_of_its_steps()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - {id: a, action: log}
                  - {id: total, action: set_output, params: {key: sum, value: 3}}
                """
            )
            .Complete("a", ("logged", Core.Expressions.Value.True))
            .Complete("total", ("sum", Core.Expressions.Value.Of(3L)));
        Assert.Equal("""{"a":{"logged":true},"total":{"sum":3},"sum":3}""", scenario.State.Outputs.ToString());
    }
}
