using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.Tests.House;
using BudPipeline.Actors.WakeUps;
using Microsoft.Extensions.Time.Testing;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.WakeUps;

public sealed class WakeUpActorSpecs : TestKit, IExecutionDirectory
{
    private static readonly TimeSpan Patience = Arrivals<int>.Patience;
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Noon);
    private readonly Arrivals<DateTimeOffset> looks = new();
    private readonly TestProbe region;
    private ImmutableArray<string> unfinished = [];
    private ImmutableDictionary<string, DateTimeOffset> parked = ImmutableDictionary<string, DateTimeOffset>.Empty;
    private int failures;

    public WakeUpActorSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF") => region = CreateTestProbe();

    [Fact]
    public void At_start_every_unfinished_execution_is_woken_no_more_than_a_window_at_once()
    {
        unfinished = [.. Enumerable.Range(0, 2_500).Select(i => $"e{i:D5}")];
        var actor = Start(window: 10);
        var woken = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            woken.Add(Woken());
        }

        region.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        while (woken.Count < unfinished.Length)
        {
            actor.Tell(new ExecutionAwake(woken[^10]), region);
            woken.Add(Woken());
        }

        Assert.Equal(unfinished, woken);
    }

    [Fact]
    public async Task Executions_that_do_not_answer_do_not_hold_up_the_others()
    {
        unfinished = ["a", "b", "c"];
        Start(window: 2);
        Assert.Equal(["a", "b"], [Woken(), Woken()]);
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return region.HasMessages;
        });
        Assert.Equal("c", Woken());
    }

    [Fact]
    public void It_says_when_all_have_answered_and_not_before()
    {
        Sys.EventStream.SetLogLevel(LogLevel.InfoLevel);
        var logged = CreateTestProbe();
        Sys.EventStream.Subscribe(logged, typeof(Info));
        unfinished = ["a", "b"];
        var actor = Start(window: 2);
        actor.Tell(new ExecutionAwake(Woken()), region);
        actor.Tell(new ExecutionAwake("nobody"), region);
        logged.ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        actor.Tell(new ExecutionAwake(Woken()), region);

        Assert.Contains("2 unfinished", logged.ExpectMsg<Info>(Patience).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parked_execution_is_woken_when_its_moment_comes_and_not_before()
    {
        parked = parked.Add("later", Noon.AddSeconds(50)).Add("sooner", Noon.AddSeconds(20));
        Start();
        Assert.Equal(Noon, await looks.NextAsync());
        await SleepAsync(20);
        Assert.Equal("sooner", Woken());
        parked = parked.Remove("sooner");
        region.Reply(new ExecutionAwake("sooner"));
        Assert.Equal(Noon.AddSeconds(20), await looks.NextAsync());
        await SleepAsync(30);
        Assert.Equal("later", Woken());
    }

    [Fact]
    public async Task Who_parks_until_an_earlier_moment_is_woken_then()
    {
        var actor = Start();
        await looks.NextAsync();
        parked = parked.Add("e", Noon.AddSeconds(10));
        actor.Tell(new WakeUpProtocol.ParkedUntil(Noon.AddSeconds(10)));
        await SleepAsync(10);
        Assert.Equal("e", Woken());
    }

    [Fact]
    public async Task With_nothing_due_the_table_is_looked_at_once_a_minute()
    {
        Start();
        for (var minute = 0; minute < 5; minute++)
        {
            Assert.Equal(Noon.AddMinutes(minute), await looks.NextAsync());
            await SleepAsync(60);
        }
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_read_again()
    {
        failures = 2;
        unfinished = ["e"];
        Start();
        await Eventually.True(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return region.HasMessages;
        });
        Assert.Equal("e", Woken());
    }

    public ValueTask<ImmutableArray<string>> UnfinishedAsync(string? after, int limit, CancellationToken cancellation)
    {
        if (Interlocked.Decrement(ref failures) >= 0)
        {
            throw new IOException("the database is away");
        }

        return ValueTask.FromResult<ImmutableArray<string>>([
            .. unfinished.Where(id => string.CompareOrdinal(id, after) > 0).Take(limit),
        ]);
    }

    public ValueTask<DueExecutions> DueAsync(DateTimeOffset until, int limit, CancellationToken cancellation)
    {
        looks.Add(until);
        DateTimeOffset? next = parked.Values.Where(due => due > until).Order().Cast<DateTimeOffset?>().FirstOrDefault();
        return ValueTask.FromResult(
            new DueExecutions([.. parked.Where(p => p.Value <= until).Select(p => p.Key)], next)
        );
    }

    public ValueTask ParkAsync(string executionId, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask QuarantineAsync(string executionId, string reason, CancellationToken cancellation) =>
        ValueTask.CompletedTask;

    public ValueTask ReleaseAsync(string executionId, CancellationToken cancellation) => ValueTask.CompletedTask;

    private IActorRef Start(int window = 200)
    {
        var options = new EngineOptions { Runner = "node-1", WakeWindow = window };
        return Sys.ActorOf(WakeUpActor.Props(options, time, this, region));
    }

    private string Woken() => region.ExpectMsg<WakeExecution>(Patience).ExecutionId;

    /// <summary>Lets seconds pass, once the actor sleeps; looks twice that nothing is woken before the last of them.</summary>
    private async Task SleepAsync(int seconds)
    {
        await region.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
        time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await region.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        time.Advance(TimeSpan.FromSeconds(1));
    }
}
