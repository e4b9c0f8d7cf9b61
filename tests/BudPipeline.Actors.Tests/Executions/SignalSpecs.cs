using BudPipeline.Actors.Tests.House;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;
using Microsoft.Extensions.Time.Testing;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Executions;

/// <summary>An execution that waits for somebody is parked, and goes on whatever happened to its node.</summary>
public sealed class SignalSpecs
{
    private const string Ask = """
        settings: {timeout_seconds: 604800}
        steps:
          - {id: ask, action: approval, params: {timeout_seconds: 172800}}
          - {id: go, action: log, depends_on: ask}
        """;

    private static readonly SubmitCommand Approve = new("e", new SendSignal(new Signal("approve", Value.Null, "k1")));

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TestDisk disk = new();

    [Fact]
    public async Task An_approval_that_is_waited_for_takes_no_memory_and_goes_on_after_a_kill_a_day_later()
    {
        await using (var house = await OpenAsync("node-1"))
        {
            await house.StartAsync("e", TestPlans.Compile(Ask));
            await ParkedAsync();
            await house.AsleepAsync("e");
            await house.KillAsync();
        }

        time.Advance(TimeSpan.FromDays(1));
        await using var next = await OpenAsync("node-2");
        await next.Disk.Directory.Looks.NextAsync();
        Assert.Empty(next.Runner.Started.All);
        await next.AskAsync<ExecutionAccepted>(Approve);
        await next.AskAsync<ExecutionDuplicate>(Approve);
        Assert.Equal("go#1", await next.Runner.Started.NextAsync());
        next.Runner.End("go#1");
        var events = await next.FinishedAsync("e");
        Assert.Equal(ExecutionStatus.Completed, Assert.IsType<ExecutionFinished>(events[^1]).Status);
    }

    [Fact]
    public async Task A_signal_that_was_acknowledged_is_kept_through_a_kill()
    {
        await using (var house = await OpenAsync("node-1"))
        {
            await house.StartAsync("e", TestPlans.Compile(Late));
            await house.Runner.Started.NextAsync();
            await house.AskAsync<ExecutionAccepted>(Approve);
            await house.KillAsync();
        }

        await using var next = await OpenAsync("node-2");
        Assert.Equal("first#2", await next.Runner.Started.NextAsync());
        next.Runner.End("first#2");
        await next.FinishedAsync("e");
    }

    [Fact]
    public async Task An_approval_that_nobody_gives_ends_at_its_moment_though_it_is_parked()
    {
        await using var house = await OpenAsync("node-1");
        await house.StartAsync("e", TestPlans.Compile(Ask));
        await ParkedAsync();
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromHours(1));
            return house.Disk.Journal.Of("e")[^1] is ExecutionFinished { Status: ExecutionStatus.Failed };
        });
    }

    private const string Late = """
        steps:
          - {id: first, action: log}
          - {id: ask, action: approval, depends_on: first}
        """;

    private Task<TestHouse> OpenAsync(string runner) =>
        TestHouse.OpenAsync(disk, TestHouse.Options(runner), time, r => r.EndsAtOnce = false);

    private Task ParkedAsync() =>
        Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return disk.Directory.Parkings.All.Contains("e");
        });
}
