using BudPipeline.Core.Executions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class DependencySpecs
{
    private const string Diamond = """
        name: diamond
        steps:
          - {id: a, action: log}
          - {id: b, action: log, depends_on: a}
          - {id: c, action: log, depends_on: [a]}
          - {id: d, action: log, depends_on: [b, c]}
        """;

    [Fact]
    public void A_step_starts_as_soon_as_its_own_dependencies_are_terminal()
    {
        var scenario = Scenario.Given(Diamond);
        Assert.Equal("a", scenario.Running);
        scenario.Complete("a");
        Assert.Equal("b c", scenario.Running);
        scenario.Complete("c");
        Assert.Equal("b", scenario.Running);
        scenario.Complete("b");
        Assert.Equal("d", scenario.Running);
        scenario.Complete("d");
        Assert.Equal("a=completed b=completed c=completed d=completed | completed", scenario.Standing);
    }

    [Fact]
    public void Steps_that_become_ready_together_start_in_one_event()
    {
        var scenario = Scenario.Given(Diamond).Complete("a");
        var started = Assert.IsType<StepsStarted>(scenario.History[^1]);
        Assert.Equal([1, 2], started.Steps.Select(s => s.Ordinal));
    }

    [Fact]
    public void A_chain_of_three_is_eight_events_in_four_writes()
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: a, action: log}
              - {id: b, action: log, depends_on: a}
              - {id: c, action: log, depends_on: b}
            """
        );
        Assert.Equal(2, scenario.History.Count);
        scenario.Complete("a").Complete("b").Complete("c");
        Assert.Equal(8, scenario.History.Count);
        Assert.Equal(8, scenario.State.Version);
    }

    [Theory]
    [InlineData(1, "a")]
    [InlineData(2, "a b")]
    [InlineData(3, "a b c")]
    public void Never_more_than_max_parallel_steps_run(int limit, string running)
    {
        var scenario = Scenario.Given(
            $$"""
            settings: {max_parallel_steps: {{limit}}}
            steps:
              - {id: a, action: log}
              - {id: b, action: log}
              - {id: c, action: log}
            """
        );
        Assert.Equal(running, scenario.Running);
    }

    [Fact]
    public void Results_that_arrive_together_are_one_event_and_one_start()
    {
        var plan = Scenario.Plan(Diamond);
        var scenario = Scenario.Of(plan).Complete("a");
        var together = ExecutionDecider.DecideTogether(scenario.State, [Done(1), Done(2), Done(2)], scenario.Now);
        Assert.Equal([typeof(StepsFinished), typeof(StepsStarted)], together.Events.Select(e => e.GetType()));
        Assert.Equal(
            [typeof(Decision.Accepted), typeof(Decision.Accepted), typeof(Decision.Duplicate)],
            together.Decisions.Select(d => d.GetType())
        );

        static CompleteAttempt Done(int ordinal) =>
            new(ordinal, 1, Core.Actions.ActionOutcome.Completed(Core.Expressions.MapValue.Empty));
    }

    [Fact]
    public void A_start_is_repeated_by_the_same_request_and_refused_by_another()
    {
        var scenario = Scenario.Given(Diamond);
        var header = Scenario.Header(scenario.State.Plan, Core.Expressions.MapValue.Empty);
        Assert.IsType<Decision.Duplicate>(scenario.When(new StartExecution(header)));
        var other = scenario.When(new StartExecution(header with { RequestFingerprint = "other" }));
        Assert.Equal(RejectionCodes.Conflict, Assert.IsType<Decision.Rejected>(other).Code);
    }
}
