using BudPipeline.Core.Executions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class LifecycleSpecs
{
    private const string Chain = """
        steps:
          - {id: a, action: shell, params: {command: "true"}}
          - {id: b, action: log, depends_on: a}
          - {id: c, action: delay, params: {seconds: 60}}
          - {id: h, action: log, depends_on: a, run_when: always}
        """;

    [Fact]
    public void Cancel_stops_what_runs_and_no_later_step_starts()
    {
        var scenario = Scenario.Given(Chain);
        scenario.When(new CancelExecution("me", "enough"));
        Assert.Equal("a=running b=skipped c=cancelled h=skipped | running", scenario.Standing);
        Assert.Single(scenario.Effects.OfType<CancelStep>());
        Assert.IsType<Decision.Duplicate>(scenario.When(new CancelExecution("me", null)));
        scenario.Stopped("a");
        Assert.Equal("a=cancelled b=skipped c=cancelled h=skipped | cancelled", scenario.Standing);
        Assert.Equal("enough", scenario.State.Error?.Message);
        Assert.Equal(
            RejectionCodes.AlreadyEnded,
            Assert.IsType<Decision.Rejected>(scenario.When(new CancelExecution("me", null))).Code
        );
    }

    [Fact]
    public void A_paused_execution_begins_nothing_until_it_is_resumed()
    {
        var scenario = Scenario.Given(Chain);
        scenario.When(new PauseExecution("me"));
        scenario.Complete("a").After(60);
        Assert.Equal("a=completed b=pending c=completed h=pending | running", scenario.Standing);
        Assert.IsType<Decision.Duplicate>(scenario.When(new PauseExecution("me")));
        scenario.When(new ResumeExecution("me"));
        Assert.Equal("b h", scenario.Running);
        scenario.Complete("b").Complete("h");
        Assert.Equal(ExecutionStatus.Completed, scenario.State.Status);
    }

    [Fact]
    public void A_paused_execution_can_be_cancelled()
    {
        var scenario = Scenario.Given(Chain);
        scenario.When(new PauseExecution(null));
        scenario.When(new CancelExecution(null, null));
        scenario.Stopped("a");
        Assert.Equal(ExecutionStatus.Cancelled, scenario.State.Status);
        Assert.False(scenario.State.Paused);
    }

    [Fact]
    public void An_attempt_that_stopped_without_being_asked_is_a_lost_one()
    {
        var scenario = Scenario.Given(Chain).Stopped("a");
        Assert.Equal((StepStatus.Running, 2), (scenario.Step("a").Status, scenario.Step("a").Attempt));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Nothing_can_be_asked_of_an_execution_that_never_started(ExecutionCommand command)
    {
        var state = ExecutionState.Initial("exec_1", Scenario.Plan(Chain), Scenario.Runner);
        var decision = ExecutionDecider.Decide(state, command, DateTimeOffset.UnixEpoch);
        Assert.Equal(RejectionCodes.NotFound, Assert.IsType<Decision.Rejected>(decision).Code);
    }

    public static TheoryData<ExecutionCommand> Commands =>
        [
            new CancelExecution(null, null),
            new PauseExecution(null),
            new ResumeExecution(null),
            new TimerFired(),
            new RunnersLost([Scenario.Runner]),
            new ReportProgress(0, 1, 50),
        ];
}
