using BudPipeline.Actors.Tests.House;
using BudPipeline.Actors.Watching;
using BudPipeline.Core.Executions;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Watching;

public sealed class ExecutionWatchSpecs
{
    [Fact]
    public async Task A_watch_gives_each_event_once_across_a_crash_of_the_execution()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(3));
        var watch = house.Watches.Open("e");
        await using var reader = watch.GetAsyncEnumerator(CancellationToken.None);
        await ReadAsync(reader, 1, 2);

        house.Runner.End("s0#1");
        await ReadAsync(reader, 3, 4);

        var gate = WriteGate.Close(house.Disk.Journal);
        house.Runner.End("s1#1");
        (await gate.NextAsync()).Fail();
        house.Disk.Journal.OnWrite = _ => Task.CompletedTask;
        await ReadAsync(reader, 5, 6);

        house.Runner.End("s2#1");
        await ReadAsync(reader, 7, 8);
        Assert.IsType<ExecutionFinished>(reader.Current.Event);
        Assert.False(await reader.MoveNextAsync());
        Assert.Equal((8, WatchEnd.Finished), (watch.Last, watch.End));
    }

    [Fact]
    public async Task A_watch_resumes_after_a_number()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        await using var reader = house.Watches.Open("e", after: 1).GetAsyncEnumerator(CancellationToken.None);
        await ReadAsync(reader, 2, 2);
        house.Runner.End("s0#1");
        await ReadAsync(reader, 3, 4);
    }

    [Fact]
    public async Task A_watch_of_an_ended_execution_gives_its_history_and_ends()
    {
        await using var house = await TestHouse.OpenAsync();
        await house.StartAsync("e", TestPlans.Chain(1));
        var events = await house.FinishedAsync("e");
        Assert.Equal(EventText.Of(house.Disk.Journal.Of("e")), EventText.Of(events));
        Assert.Equal(EventText.Of(events), EventText.Of(await house.FinishedAsync("e")));

        var late = house.Watches.Open("e", after: events.Length);
        Assert.Empty(await late.ToListAsync());
        Assert.Equal(WatchEnd.Finished, late.End);
    }

    [Fact]
    public async Task A_watch_of_nothing_says_so()
    {
        await using var house = await TestHouse.OpenAsync();
        var watch = house.Watches.Open("nobody");
        Assert.Empty(await watch.ToListAsync());
        Assert.Equal(WatchEnd.NotFound, watch.End);
    }

    [Fact]
    public async Task A_watch_whose_reader_is_too_slow_gives_what_it_has_and_says_that_this_was_not_all()
    {
        var options = TestHouse.Options() with { WatchCapacity = 2 };
        await using var house = await TestHouse.OpenAsync(options: options, runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(10));
        var watch = house.Watches.Open("e");
        await using var reader = watch.GetAsyncEnumerator(CancellationToken.None);
        await ReadAsync(reader, 1, 1);
        for (var step = 0; step < 10; step++)
        {
            house.Runner.End($"s{step}#1");
        }

        await Eventually.True(() => house.Disk.Journal.Of("e")[^1] is ExecutionFinished);
        var expected = 2L;
        while (await reader.MoveNextAsync())
        {
            Assert.Equal(expected++, reader.Current.Sequence);
        }

        Assert.Equal(WatchEnd.Overflowed, watch.End);
        Assert.InRange(watch.Last, 2, house.Disk.Journal.Of("e").Length - 1);
    }

    [Fact]
    public async Task Two_watches_of_one_execution_see_the_same()
    {
        await using var house = await TestHouse.OpenAsync();
        await house.StartAsync("e", TestPlans.Chain(5));
        var both = await Task.WhenAll(house.FinishedAsync("e"), house.FinishedAsync("e"));
        Assert.Equal(EventText.Of(both[0]), EventText.Of(both[1]));
    }

    [Fact]
    public async Task Cancelling_a_reader_ends_its_watch()
    {
        await using var house = await TestHouse.OpenAsync(runner: r => r.EndsAtOnce = false);
        await house.StartAsync("e", TestPlans.Chain(1));
        using var cancel = new CancellationTokenSource();
        await using var reader = house.Watches.Open("e").GetAsyncEnumerator(cancel.Token);
        await ReadAsync(reader, 1, 2);
        var next = reader.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.IsType<ExecutionSnapshot>(await house.AskAsync<ExecutionSnapshot>(new GetExecution("e")));
    }

    private static async Task ReadAsync(IAsyncEnumerator<WatchedEvent> reader, long from, long to)
    {
        for (var sequence = from; sequence <= to; sequence++)
        {
            Assert.True(await reader.MoveNextAsync().AsTask().WaitAsync(Arrivals<int>.Patience));
            Assert.Equal(sequence, reader.Current.Sequence);
        }
    }
}
