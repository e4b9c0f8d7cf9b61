using Akka.TestKit.Xunit2;
using BudPipeline.Actors.Tests.House;
using Microsoft.Extensions.Time.Testing;

namespace BudPipeline.Actors.Tests;

public sealed class AlarmSpecs : TestKit
{
    private static readonly TimeSpan Patience = Arrivals<int>.Patience;
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);
    private readonly Alarm alarm;

    public AlarmSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF") => alarm = new Alarm(time, TestActor, "tick");

    [Fact]
    public void It_rings_once_at_its_moment()
    {
        alarm.Set(TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(alarm.HasRung());
        time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("tick", Patience);
        Assert.True(alarm.HasRung());
        Assert.False(alarm.HasRung());
    }

    [Fact]
    public void A_moment_that_is_past_rings_at_once()
    {
        alarm.Set(DateTimeOffset.UnixEpoch.AddSeconds(-5));
        time.Advance(TimeSpan.Zero);
        ExpectMsg("tick", Patience);
        Assert.True(alarm.HasRung());
    }

    [Fact]
    public void A_moment_months_away_rings_then()
    {
        var due = DateTimeOffset.UnixEpoch.AddDays(100);
        alarm.Set(due);
        while (time.GetUtcNow() < due)
        {
            Assert.False(alarm.HasRung());
            time.Advance(TimeSpan.FromHours(12));
        }

        Assert.True(alarm.HasRung());
    }

    [Fact]
    public void Another_moment_replaces_the_first()
    {
        alarm.Set(TimeSpan.FromSeconds(10));
        alarm.Set(TimeSpan.FromSeconds(20));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(alarm.HasRung());
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(alarm.HasRung());
    }

    [Fact]
    public void A_cleared_moment_does_not_ring()
    {
        alarm.Set(TimeSpan.FromSeconds(10));
        alarm.Clear();
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(alarm.HasRung());
        Assert.Null(alarm.Due);
    }
}
