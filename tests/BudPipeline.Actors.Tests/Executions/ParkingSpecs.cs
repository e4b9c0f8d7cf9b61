using Akka.Actor;
using BudPipeline.Actors.Tests.House;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using Microsoft.Extensions.Time.Testing;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Executions;

public sealed class ParkingSpecs
{
    private static readonly RetryPolicy Hourly = new(3, 3600, 1.0, 3600, []);
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TestDisk disk = new();

    [Fact]
    public async Task An_execution_that_waits_long_parks_and_is_woken_when_its_moment_comes()
    {
        await using var house = await OpenAsync("node-1");
        await ParkAsync(house);
        await house.AsleepAsync("e");

        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("s0#2", await house.Runner.Started.NextAsync());
        house.Runner.End("s0#2");
        await house.FinishedAsync("e");
    }

    [Fact]
    public async Task A_parked_execution_is_left_alone_at_start_and_woken_when_its_moment_comes()
    {
        await using (var house = await OpenAsync("node-1"))
        {
            await ParkAsync(house);
        }

        await using var next = await OpenAsync("node-2");
        await next.Disk.Directory.Looks.NextAsync();
        Assert.Empty(next.Runner.Started.All);

        await AdvanceUntilAsync(next, "s0#2");
        next.Runner.End("s0#2");
        await next.FinishedAsync("e");
    }

    [Fact]
    public async Task A_command_for_a_parked_execution_brings_it_back()
    {
        await using var house = await OpenAsync("node-1");
        await ParkAsync(house);
        await house.AskAsync<ExecutionAccepted>(new SubmitCommand("e", new CancelExecution("me", null)));
        var events = await house.FinishedAsync("e");
        Assert.Equal(ExecutionStatus.Cancelled, Assert.IsType<ExecutionFinished>(events[^1]).Status);
    }

    [Fact]
    public async Task A_watched_execution_does_not_park()
    {
        await using var house = await OpenAsync("node-1");
        await house.StartAsync("e", TestPlans.Chain(1, Hourly));
        await house.Runner.Started.NextAsync();
        await using var watch = house.Watches.Open("e").GetAsyncEnumerator(CancellationToken.None);
        Assert.True(await watch.MoveNextAsync());
        await FailAsync(house);

        time.Advance(TimeSpan.FromMinutes(10));
        time.Advance(TimeSpan.FromMinutes(51));
        Assert.Equal("s0#2", await house.Runner.Started.NextAsync());
        Assert.Empty(disk.Directory.Parkings.All);
    }

    [Fact]
    public async Task An_execution_parks_once_its_last_watcher_has_gone()
    {
        await using var house = await OpenAsync("node-1");
        await house.StartAsync("e", TestPlans.Chain(1, Hourly));
        await house.Runner.Started.NextAsync();
        await using (var watch = house.Watches.Open("e").GetAsyncEnumerator(CancellationToken.None))
        {
            Assert.True(await watch.MoveNextAsync());
            await FailAsync(house);
        }

        await AdvanceUntilParkedAsync();
    }

    private static async Task FailAsync(TestHouse house)
    {
        house.Runner.End("s0#1", ActionOutcome.Failed(new StepError("X", StepError.Application, "no")));
        await Eventually.True(() => house.Disk.Journal.Of("e")[^1] is StepsRetrying);
        await house.StateAsync("e");
    }

    private Task<TestHouse> OpenAsync(string runner) =>
        TestHouse.OpenAsync(disk, TestHouse.Options(runner), time, r => r.EndsAtOnce = false);

    private async Task ParkAsync(TestHouse house)
    {
        await house.StartAsync("e", TestPlans.Chain(1, Hourly));
        await house.Runner.Started.NextAsync();
        await FailAsync(house);
        await AdvanceUntilParkedAsync();
    }

    /// <summary>In steps: whoever asks an execution hears the answer before it begins to count its idle time again.</summary>
    private Task AdvanceUntilParkedAsync() =>
        Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return disk.Directory.Parkings.All.Contains("e");
        });

    private async Task AdvanceUntilAsync(TestHouse house, string started)
    {
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return house.Runner.Started.All.Contains(started);
        });
    }
}
