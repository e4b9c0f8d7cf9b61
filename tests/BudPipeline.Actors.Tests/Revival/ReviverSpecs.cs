using Akka.Actor;
using BudPipeline.Actors.Revival;
using BudPipeline.Actors.Tests.House;
using BudPipeline.Core.Executions;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Revival;

public sealed class ReviverSpecs
{
    [Fact]
    public async Task An_execution_whose_write_failed_is_woken_once_the_journal_is_healthy()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        await house.Runner.Started.NextAsync();
        var recoveries = new Arrivals<string>();
        house.Disk.Journal.OnRead = recoveries.Add;
        var gate = WriteGate.Close(house.Disk.Journal);
        var pause = house.AskAsync<ExecutionBusy>(new SubmitCommand("e", new PauseExecution(null)));
        var write = await gate.NextAsync();
        house.Fall();
        write.Fail();
        await pause;
        await house.AskedForHealth.NextAsync();
        Assert.Empty(recoveries.All);

        house.Disk.Journal.OnWrite = _ => Task.CompletedTask;
        house.Recover();
        Assert.Equal("execution-e", await recoveries.NextAsync());
    }

    [Fact]
    public async Task An_execution_that_crashes_five_times_running_is_quarantined_until_it_is_released()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        await house.Runner.Started.NextAsync();
        var recoveries = new Arrivals<string>();
        house.Disk.Journal.OnRead = id =>
        {
            recoveries.Add(id);
            throw new IOException("the page is damaged");
        };
        house.Disk.Journal.OnWrite = _ => throw new IOException("the disk is full");
        house.Region.Tell(new SubmitCommand("e", new PauseExecution(null)), ActorRefs.NoSender);

        await Eventually.True(() => house.Disk.Directory.Quarantined.ContainsKey("e"));
        Assert.Contains("the page is damaged", house.Disk.Directory.Quarantined["e"], StringComparison.Ordinal);
        // The first crash is the write's; four recoveries follow it.
        Assert.Equal(4, recoveries.All.Count);

        house.Disk.Journal.OnRead = _ => { };
        house.Disk.Journal.OnWrite = _ => Task.CompletedTask;
        house.Reviver.Tell(new ReviverProtocol.ReleaseExecution("e"));
        await Eventually.True(() => house.Disk.Directory.Quarantined.IsEmpty);
        house.Runner.End("s0#1");
        await house.FinishedAsync("e");
    }

    [Fact]
    public void Crashes_count_until_a_calm_time_lies_between_them()
    {
        var counts = new CrashCounts(TimeSpan.FromMinutes(10));
        var now = DateTimeOffset.UnixEpoch;
        Assert.Equal(1, counts.Add("a", now));
        Assert.Equal(1, counts.Add("b", now));
        Assert.Equal(2, counts.Add("a", now.AddMinutes(9)));
        Assert.Equal(3, counts.Add("a", now.AddMinutes(18)));
        Assert.Equal(1, counts.Add("a", now.AddMinutes(28)));
        counts.Forget("a");
        Assert.Equal(1, counts.Add("a", now.AddMinutes(29)));
        counts.ForgetCalm(now.AddMinutes(39));
        Assert.Equal(1, counts.Add("a", now.AddMinutes(39)));
    }

    [Fact]
    public void Waits_double_up_to_the_longest()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        int[] seconds = [.. new[] { 1, 2, 3, 6, 7, 1000 }.Select(n => (int)backoff.After(n).TotalSeconds)];
        Assert.Equal([1, 2, 4, 32, 60, 60], seconds);
    }
}
