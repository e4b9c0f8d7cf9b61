using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using BudPipeline.Actors.Steps;
using BudPipeline.Actors.Tests.House;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;
using Microsoft.Extensions.Time.Testing;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Steps;

public sealed class StepSupervisorActorSpecs : TestKit
{
    private static readonly TimeSpan Patience = Arrivals<int>.Patience;
    private static readonly AttemptKey Key = new("e", 0, 1, 2);
    private readonly FakeTimeProvider time = new();
    private readonly TestRunner runner = new() { EndsAtOnce = false };
    private readonly TestProbe execution;
    private readonly TestProbe region;
    private readonly IActorRef steps;

    public StepSupervisorActorSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
        execution = CreateTestProbe();
        region = CreateTestProbe();
        steps = Sys.ActorOf(
            StepSupervisorActor.Props(new StepRoom(new EngineOptions { Runner = "node-1" }, time, runner))
        );
    }

    [Fact]
    public async Task A_running_attempt_that_is_asked_for_again_runs_once()
    {
        Run();
        Run();
        Assert.Equal("s0#1", await runner.Started.NextAsync());
        runner.End("s0#1");
        Assert.Equal(OutcomeStatus.Completed, Report().Status);
        Acknowledge(new ExecutionAccepted("e", 3));
        await EndedAsync();
        Assert.Single(runner.Started.All);
    }

    [Fact]
    public async Task An_outcome_is_sent_again_until_the_execution_answers()
    {
        Run();
        await runner.Started.NextAsync();
        runner.End("s0#1");
        Report();
        execution.Reply(new ExecutionBusy("e"));
        await AdvanceUntilReportedAsync();
        await AdvanceUntilReportedAsync();
        region.Reply(new ExecutionDuplicate("e"));
        await EndedAsync();
    }

    [Fact]
    public async Task The_actor_of_an_attempt_that_has_ended_takes_the_next_one()
    {
        runner.EndsAtOnce = true;
        Run(1);
        var first = Reporter();
        Acknowledge(new ExecutionAccepted("e", 3));
        var next = 1;
        await Eventually.True(() =>
        {
            // One that comes before the first has said that it is free gets an actor of its own.
            Run(++next);
            return Reporter().Equals(first);
        });
    }

    [Fact]
    public async Task An_answer_to_an_outcome_that_was_sent_twice_is_never_taken_for_one_to_the_next_attempt()
    {
        Run(1);
        await runner.Started.NextAsync();
        runner.End("s0#1");
        Report();
        var first = execution.LastSender;
        await AdvanceUntilReportedAsync();
        region.Reply(new ExecutionAccepted("e", 3));
        await Eventually.True(() => HasForgotten(1));

        runner.EndsAtOnce = true;
        Run(2);
        Assert.NotEqual(first, Reporter());
        execution.Send(first, new ExecutionDuplicate("e"));
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return region.HasMessages
                && region.ReceiveOne(Patience) is SubmitCommand { Command: CompleteAttempt { Attempt: 2 } };
        });
    }

    [Fact]
    public async Task An_outcome_that_waits_for_its_answer_is_sent_at_once_when_the_execution_asks_again()
    {
        Run();
        await runner.Started.NextAsync();
        runner.End("s0#1");
        Report();
        Run();
        Outcome(await region.ExpectMsgAsync<SubmitCommand>(Patience));
        Assert.Single(runner.Started.All);
    }

    [Fact]
    public async Task A_stop_cancels_the_attempt()
    {
        Run();
        await runner.Started.NextAsync();
        Halt();
        Assert.Equal(OutcomeStatus.Stopped, Report().Status);
    }

    [Fact]
    public async Task A_stop_of_an_attempt_that_nobody_knows_reports_it_as_stopped()
    {
        Halt();
        Assert.Equal(OutcomeStatus.Stopped, Outcome(await region.ExpectMsgAsync<SubmitCommand>(Patience)).Status);
    }

    [Fact]
    public async Task An_attempt_that_does_not_stop_is_reported_as_stuck_and_remembered_while_it_runs()
    {
        runner.IsDeaf = true;
        Run();
        await runner.Started.NextAsync();
        Halt();
        await AdvanceUntilStuckAsync();
        Acknowledge(new ExecutionAccepted("e", 4));

        Run();
        runner.End("s0#1");
        await EndedAsync();
        Assert.Single(runner.Started.All);
    }

    [Fact]
    public void A_runner_that_throws_is_a_failed_attempt()
    {
        runner.Fault = new InvalidOperationException("boom");
        Run();
        var outcome = Report();
        Assert.Equal(StepProtocol.RunnerFault, outcome.Error?.Code);
        Assert.Contains("boom", outcome.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_actor_that_crashes_is_a_failed_attempt()
    {
        Run();
        await runner.Started.NextAsync();
        var child = await new ActorSelection(steps, "*").ResolveOne(Patience);
        child.Tell(Kill.Instance);
        Assert.Equal(
            StepProtocol.RunnerFault,
            Outcome(await region.ExpectMsgAsync<SubmitCommand>(Patience)).Error?.Code
        );
    }

    [Fact]
    public async Task A_drained_supervisor_stops_what_runs_reports_nothing_and_ends()
    {
        Run();
        await runner.Started.NextAsync();
        await WatchAsync(steps);
        steps.Tell(StepProtocol.Drain.Instance);
        await ExpectTerminatedAsync(steps, Patience);
        await execution.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
        await region.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    private void Run(int number = 1) =>
        steps.Tell(
            new StepProtocol.RunStep(
                new StepAssignment(
                    Key with
                    {
                        Attempt = number,
                    },
                    "s0",
                    "p",
                    "work",
                    MapValue.Empty,
                    TimeSpan.FromHours(1),
                    null
                ),
                region
            ),
            execution
        );

    private void Halt(int number = 1) =>
        steps.Tell(new StepProtocol.StopStep(Key with { Attempt = number }, region), execution);

    private ActionOutcome Report() => Outcome(execution.ExpectMsg<SubmitCommand>(Patience));

    private IActorRef Reporter()
    {
        execution.ExpectMsg<SubmitCommand>(Patience);
        return execution.LastSender;
    }

    private static ActionOutcome Outcome(SubmitCommand message)
    {
        var complete = Assert.IsType<CompleteAttempt>(message.Command);
        Assert.Equal(("e", 0, 1), (message.ExecutionId, complete.Ordinal, complete.Attempt));
        return complete.Outcome;
    }

    private void Acknowledge(IExecutionReply reply) => execution.Reply(reply);

    private async Task AdvanceUntilStuckAsync()
    {
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return execution.HasMessages;
        });
        Assert.Equal(StepProtocol.RunnerStuck, Report().Error?.Code);
    }

    private async Task<ActionOutcome> AdvanceUntilReportedAsync()
    {
        SubmitCommand? report = null;
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return region.HasMessages && (report = region.ReceiveOne(Patience) as SubmitCommand) is not null;
        });
        return Outcome(report!);
    }

    private Task EndedAsync() => Eventually.True(() => HasForgotten(1));

    /// <summary>The attempt is over and forgotten: nothing of it can be stopped.</summary>
    private bool HasForgotten(int number)
    {
        Halt(number);
        return region.ReceiveOne(TimeSpan.FromMilliseconds(50))
                is SubmitCommand { Command: CompleteAttempt { Outcome.Status: OutcomeStatus.Stopped } }
            && region.LastSender is { } reporter
            && Acknowledged(reporter);
    }

    private bool Acknowledged(IActorRef reporter)
    {
        region.Send(reporter, new ExecutionDuplicate("e"));
        return true;
    }
}
