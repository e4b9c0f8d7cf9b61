using Akka.Actor;
using BudPipeline.Actors.Tests.House;
using BudPipeline.Core.Executions;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Executions;

public sealed class ExecutionActorSpecs
{
    [Fact]
    public async Task An_execution_runs_to_its_end()
    {
        await using var house = await TestHouse.OpenAsync();
        await house.StartAsync("e", TestPlans.Chain(3));
        var events = await house.FinishedAsync("e");
        Assert.Equal(ExecutionStatus.Completed, Assert.IsType<ExecutionFinished>(events[^1]).Status);
        Assert.Equal(["s0#1", "s1#1", "s2#1"], house.Runner.Started.All);
    }

    [Fact]
    public async Task Whoever_awaits_the_end_is_answered_with_the_last_state()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        var ended = house.AskAsync<ExecutionSnapshot>(new AwaitEnd("e"));
        await house.PassedOnAsync();
        Assert.False(ended.IsCompleted);

        house.Runner.End("s0#1");
        Assert.Equal(ExecutionStatus.Completed, (await ended).State.Status);
        var late = await house.AskAsync<ExecutionSnapshot>(new AwaitEnd("e"));
        Assert.Equal((await ended).SequenceNr, late.SequenceNr);
        await house.AskAsync<ExecutionNotFound>(new AwaitEnd("nobody"));
    }

    [Fact]
    public async Task Whoever_awaits_the_end_of_an_execution_that_crashes_is_asked_to_come_again()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        var waiting = house.AskAsync<ExecutionBusy>(new AwaitEnd("e"));
        await house.StateAsync("e");
        var gate = WriteGate.Close(house.Disk.Journal);
        house.Runner.End("s0#1");
        var write = await gate.NextAsync();
        var during = house.AskAsync<ExecutionBusy>(new AwaitEnd("e"));
        await house.PassedOnAsync();
        write.Fail();
        await waiting;
        await during;
        house.Disk.Journal.OnWrite = _ => Task.CompletedTask;
    }

    [Fact]
    public async Task A_hundred_completions_that_arrive_during_one_write_cost_one_more()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Parallel(100));
        var gate = WriteGate.Close(house.Disk.Journal);
        var inbox = Akka.Actor.Inbox.Create(house.System);

        inbox.Send(house.Region, TestPlans.Complete("e", 0));
        var first = await gate.NextAsync();
        for (var ordinal = 1; ordinal < 100; ordinal++)
        {
            inbox.Send(house.Region, TestPlans.Complete("e", ordinal));
        }

        await house.PassedOnAsync();
        first.Let();
        (await gate.NextAsync()).Let();
        for (var ordinal = 0; ordinal < 100; ordinal++)
        {
            Assert.IsType<ExecutionAccepted>(await inbox.ReceiveAsync(Arrivals<int>.Patience));
        }

        Assert.Equal(3, house.Disk.Journal.Writes.Length);
        Assert.IsType<ExecutionFinished>(house.Disk.Journal.Of("e")[^1]);
    }

    [Fact]
    public async Task A_start_whose_write_fails_is_not_acknowledged_and_may_be_sent_again()
    {
        await using var house = await TestHouse.OpenAsync();
        var plan = TestPlans.Chain(1);
        house.Disk.Plans.Store(plan);
        var gate = WriteGate.Close(house.Disk.Journal);

        var first = house.AskAsync<ExecutionBusy>(TestPlans.Start("e", plan));
        (await gate.NextAsync()).Fail();
        await first;

        house.Disk.Journal.OnWrite = _ => Task.CompletedTask;
        Assert.IsType<ExecutionAccepted>(await house.InsistAsync(TestPlans.Start("e", plan)));
        await house.FinishedAsync("e");
        await house.AskAsync<ExecutionDuplicate>(TestPlans.Start("e", plan));
    }

    [Fact]
    public async Task A_rejection_that_follows_from_a_tentative_state_is_not_said_when_that_state_is_not_written()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        var gate = WriteGate.Close(house.Disk.Journal);
        var inbox = Akka.Actor.Inbox.Create(house.System);

        inbox.Send(house.Region, new SubmitCommand("e", new PauseExecution(null)));
        var pause = await gate.NextAsync();
        inbox.Send(house.Region, new SubmitCommand("e", new CancelExecution(null, null)));
        inbox.Send(house.Region, new SubmitCommand("e", new PauseExecution(null)));
        await house.PassedOnAsync();
        pause.Let();
        Assert.IsType<ExecutionAccepted>(await inbox.ReceiveAsync(Arrivals<int>.Patience));

        (await gate.NextAsync()).Fail();
        Assert.IsType<ExecutionBusy>(await inbox.ReceiveAsync(Arrivals<int>.Patience));
        Assert.IsType<ExecutionBusy>(await inbox.ReceiveAsync(Arrivals<int>.Patience));
    }

    [Fact]
    public async Task A_rejection_that_follows_from_a_tentative_state_is_said_after_the_write()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        var gate = WriteGate.Close(house.Disk.Journal);
        var inbox = Akka.Actor.Inbox.Create(house.System);

        inbox.Send(house.Region, new SubmitCommand("e", new PauseExecution(null)));
        var pause = await gate.NextAsync();
        inbox.Send(house.Region, new SubmitCommand("e", new CancelExecution(null, null)));
        inbox.Send(house.Region, new SubmitCommand("e", new PauseExecution(null)));
        await house.PassedOnAsync();
        pause.Let();
        (await gate.NextAsync()).Let();
        house.Disk.Journal.OnWrite = _ => Task.CompletedTask;

        Assert.IsType<ExecutionAccepted>(await inbox.ReceiveAsync(Arrivals<int>.Patience));
        Assert.IsType<ExecutionAccepted>(await inbox.ReceiveAsync(Arrivals<int>.Patience));
        var no = Assert.IsType<ExecutionRejected>(await inbox.ReceiveAsync(Arrivals<int>.Patience));
        Assert.Equal(RejectionCodes.InvalidState, no.Code);
    }

    [Fact]
    public async Task A_query_during_a_write_sees_what_was_written_with_it()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(2));
        var gate = WriteGate.Close(house.Disk.Journal);
        var completion = house.AskAsync<ExecutionAccepted>(TestPlans.Complete("e", 0));
        var write = await gate.NextAsync();
        var query = house.StateAsync("e");
        await house.PassedOnAsync();
        house.Disk.Journal.OnWrite = _ => Task.CompletedTask;
        write.Let();

        await completion;
        var state = await query;
        Assert.Equal(StepStatus.Completed, state.Steps[0].Status);
        Assert.Equal(house.Disk.Journal.Of("e").Length, state.Version);
    }

    [Fact]
    public async Task A_query_for_what_was_never_started_is_not_found_and_writes_nothing()
    {
        await using var house = await TestHouse.OpenAsync();
        await house.AskAsync<ExecutionNotFound>(new GetExecution("nobody"));
        await house.AskAsync<ExecutionNotFound>(new SubmitCommand("nobody", new CancelExecution(null, null)));
        Assert.Empty(house.Disk.Journal.Writes);

        await house.AsleepAsync("nobody");
    }

    [Fact]
    public async Task A_full_inbox_answers_busy()
    {
        var options = TestHouse.Options() with { InboxCapacity = 1 };
        await using var house = await TestHouse.OpenAsync(options: options, runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        var gate = WriteGate.Close(house.Disk.Journal);

        var pause = house.AskAsync<ExecutionAccepted>(new SubmitCommand("e", new PauseExecution(null)));
        var write = await gate.NextAsync();
        var waits = house.AskAsync<ExecutionSnapshot>(new GetExecution("e"));
        await house.PassedOnAsync();
        await house.AskAsync<ExecutionBusy>(new GetExecution("e"));
        write.Let();
        await pause;
        await waits;
    }

    [Fact]
    public async Task A_start_without_its_definition_is_refused()
    {
        await using var house = await TestHouse.OpenAsync();
        var no = await house.AskAsync<ExecutionRejected>(TestPlans.Start("e", TestPlans.Chain(1)));
        Assert.Equal(DefinitionUnavailable, no.Code);
        Assert.Empty(house.Disk.Journal.Writes);
    }

    [Fact]
    public async Task What_arrives_while_the_plan_is_loaded_waits_for_it()
    {
        await using var house = await TestHouse.OpenAsync();
        var plan = TestPlans.Chain(1);
        house.Disk.Plans.Store(plan);
        var loading = new TaskCompletionSource();
        (house.Disk.Plans.IsCold, house.Disk.Plans.Loads) = (true, loading.Task);
        var inbox = Akka.Actor.Inbox.Create(house.System);
        inbox.Send(house.Region, TestPlans.Start("e", plan));
        inbox.Send(house.Region, new GetExecution("e"));
        loading.SetResult();

        Assert.IsType<ExecutionAccepted>(await inbox.ReceiveAsync(Arrivals<int>.Patience));
        Assert.IsType<ExecutionSnapshot>(await inbox.ReceiveAsync(Arrivals<int>.Patience));
    }

    [Fact]
    public async Task A_step_whose_completion_could_not_be_written_does_not_run_again()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(2));
        var gate = WriteGate.Close(house.Disk.Journal);
        house.Runner.End("s0#1");
        (await gate.NextAsync()).Fail();

        house.Disk.Journal.OnWrite = _ => Task.CompletedTask;
        house.Runner.End("s1#1");
        await house.FinishedAsync("e");
        Assert.Equal(["s0#1", "s1#1"], house.Runner.Started.All);
    }

    [Fact]
    public async Task An_execution_that_restarts_leaves_a_running_attempt_alone()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        await house.Runner.Started.NextAsync();
        var gate = WriteGate.Close(house.Disk.Journal);
        var pause = house.AskAsync<ExecutionBusy>(new SubmitCommand("e", new PauseExecution(null)));
        (await gate.NextAsync()).Fail();
        await pause;
        house.Disk.Journal.OnWrite = _ => Task.CompletedTask;

        var state = await house.StateAsync("e");
        Assert.Equal(StepStatus.Running, state.Steps[0].Status);
        house.Runner.End("s0#1");
        await house.FinishedAsync("e");
        Assert.Equal(["s0#1"], house.Runner.Started.All);
    }

    [Fact]
    public async Task Another_incarnation_of_the_node_begins_lost_attempts_again_in_one_write()
    {
        var disk = new TestDisk();
        await using (var house = await TestHouse.OpenAsync(disk, runner: r => r.EndsAtOnce = false))
        {
            await house.StartAsync("e", TestPlans.Chain(2));
            await house.Runner.Started.NextAsync();
            house.Runner.End("s0#1");
            Assert.Equal("s1#1", await house.Runner.Started.NextAsync());
            await house.KillAsync();
        }

        var before = disk.Journal.Writes.Length;
        await using var next = await TestHouse.OpenAsync(disk, TestHouse.Options("node-2"));
        Assert.Equal("s1#2", await next.Runner.Started.NextAsync());
        var events = await next.FinishedAsync("e");
        Assert.Contains(events, e => e is AttemptsLost { Steps: [{ Ordinal: 1, Attempt: 1 }] });
        Assert.Equal(["s1#2"], next.Runner.Started.All);
        Assert.Equal(
            [typeof(AttemptsLost), typeof(StepsStarted)],
            disk.Journal.Writes[before].Events.Select(e => e.GetType())
        );
    }

    [Fact]
    public async Task An_orderly_stop_ends_what_runs_and_journals_no_outcome_of_it()
    {
        var disk = new TestDisk();
        await using var house = await TestHouse.OpenAsync(disk, runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        await house.Runner.Started.NextAsync();
        await house.StopAsync();
        Assert.Equal(["s0#1"], house.Runner.Cancelled.All);
        Assert.IsType<StepsStarted>(disk.Journal.Of("e")[^1]);
    }

    [Fact]
    public async Task A_hole_in_the_journal_is_a_loud_failure()
    {
        await using var house = await TestHouse.OpenAsync(options: TestHouse.Options() with { QuarantineAfter = 1 });
        await house.StartAsync("e", TestPlans.Chain(1));
        await house.FinishedAsync("e");
        house.Disk.Journal.Lost.Add(2);
        await house.AsleepAsync("e");
        house.Region.Tell(new WakeExecution("e"));
        await Eventually.True(() => house.Disk.Directory.Quarantined.ContainsKey("e"));
        Assert.Contains("numbers go up to", house.Disk.Directory.Quarantined["e"], StringComparison.Ordinal);
    }
}
