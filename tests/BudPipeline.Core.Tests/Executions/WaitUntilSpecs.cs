using System.Globalization;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class WaitUntilSpecs
{
    [Theory]
    [InlineData("duration_hours: 2", 7200)]
    [InlineData("duration_hours: 0.0167", 60)]
    [InlineData("duration_hours: 168", 604800)]
    [InlineData("duration_hours: '{{ 1 / 2 }}'", 1800)]
    [InlineData("until_time: '2026-01-01T00:10:00Z'", 600)]
    [InlineData("until_time: '2026-01-01T00:10:00'", 600)]
    [InlineData("until_time: '2026-01-01T02:10:00+02:00'", 600)]
    [InlineData("until_time: '2026-01-01T01:10:00', timezone: Europe/Berlin", 600)]
    [InlineData("until_time: '00:10'", 600)]
    [InlineData("until_time: '00:00:30'", 30)]
    [InlineData("until_time: '00:00'", 86400)]
    [InlineData("until_time: '08:30', timezone: Asia/Kolkata", 10800)]
    [InlineData("until_time: '2026-01-08T00:00:00Z'", 604800)]
    public void It_waits_for_the_moment_and_tells_when(string parameters, double seconds)
    {
        var scenario = Given(parameters);
        Assert.Equal("a=waiting b=pending | running", scenario.Standing);
        Assert.Equal(scenario.Now.AddSeconds(seconds), scenario.State.NextDue);
        scenario.After(seconds);
        Assert.Equal("a=completed b=running | running", scenario.Standing);
        var outputs = scenario.Step("a").Outputs;
        Assert.Equal(Value.True, outputs["waited"]);
        Assert.Equal(outputs["scheduled_wake_time"], outputs["actual_wake_time"]);
        Assert.Equal(Value.Of(seconds), outputs["wait_duration_seconds"]);
    }

    [Fact]
    public void A_late_wake_up_tells_both_moments()
    {
        var scenario = Given("duration_hours: 1");
        scenario.Sleep(4000);
        scenario.When(new TimerFired());
        var outputs = scenario.Step("a").Outputs;
        Assert.Equal(Value.Of("2026-01-01T01:00:00.000Z"), outputs["scheduled_wake_time"]);
        Assert.Equal(Value.Of("2026-01-01T01:06:40.000Z"), outputs["actual_wake_time"]);
    }

    [Theory]
    [InlineData("value: 1", "nothing to wait for")]
    [InlineData("duration_hours: 1, until_time: '08:00'", "duration_hours and until_time")]
    [InlineData("until_time: '08:00', condition: 'true'", "until_time and condition")]
    [InlineData("duration_hours: '{{ 0.001 }}'", "from 0.0167 to 168")]
    [InlineData("duration_hours: '{{ 169 }}'", "from 0.0167 to 168")]
    [InlineData("duration_hours: '{{ [] }}'", "from 0.0167 to 168")]
    [InlineData("until_time: '2025-12-31T23:59:59Z'", "that is past")]
    [InlineData("until_time: '2026-01-08T00:00:01Z'", "more than 168 hours")]
    [InlineData("until_time: tomorrow", "which is no time")]
    [InlineData("until_time: '25:00'", "which is no time")]
    [InlineData("until_time: '2026-01-02'", "which is no time")]
    [InlineData("until_time: '08:00', timezone: Mars/Olympus", "time zone 'Mars/Olympus'")]
    [InlineData("condition: 'false', poll_interval_seconds: '{{ 0 }}'", "at least 1")]
    public void What_names_no_moment_fails_with_the_remedy(string parameters, string expected)
    {
        var scenario = Given(parameters);
        Assert.Equal("a=failed b=skipped | failed", scenario.Standing);
        Assert.Equal("INVALID_PARAMS", scenario.State.Error?.Code);
        Assert.Contains(expected, scenario.State.Error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-29T02:30:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29T03:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25T03:00:00", "2026-10-25T02:00:00Z")]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T10:00:00Z")]
    public void A_time_that_summer_time_leaves_out_or_repeats_has_one_meaning(string local, string moment)
    {
        var due = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
        var scenario = Scenario.GivenAt(
            due.AddHours(-5),
            $$"""
            settings: {timeout_seconds: 10000000}
            steps: [{id: a, action: wait_until, params: { until_time: "{{local}}", timezone: Europe/Berlin } }]
            """
        );
        Assert.Equal(due, scenario.State.NextDue);
    }

    [Fact]
    public void A_condition_is_looked_at_until_it_holds()
    {
        var scenario = Given("condition: now >= '2026-01-01T00:01:10', poll_interval_seconds: 20");
        Assert.Equal(scenario.Now.AddSeconds(20), scenario.State.NextDue);
        scenario.After(60);
        Assert.Equal("a=waiting b=pending | running", scenario.Standing);
        scenario.After(20);
        Assert.Equal("a=completed b=running | running", scenario.Standing);
        Assert.Equal(Value.Of(80.0), scenario.Step("a").Outputs["wait_duration_seconds"]);
    }

    [Fact]
    public void A_condition_that_holds_at_once_waits_for_nothing() =>
        Assert.Equal("a=completed b=running | running", Given("condition: '1 < 2'").Standing);

    [Fact]
    public void A_condition_that_never_holds_times_out_at_its_moment()
    {
        var scenario = Given("condition: 1 > 2, poll_interval_seconds: 60, timeout_seconds: 90").After(89);
        Assert.Equal("a=waiting b=pending | running", scenario.Standing);
        scenario.After(1);
        Assert.Equal("a=timeout b=skipped | failed", scenario.Standing);
        Assert.Equal(("WAIT_TIMEOUT", "timeout"), (scenario.State.Error?.Code, scenario.State.Error?.Type));
    }

    [Fact]
    public void A_condition_that_cannot_be_decided_fails_the_step()
    {
        var scenario = Given("condition: \"'a' > 1\"");
        Assert.Equal("a=failed b=skipped | failed", scenario.Standing);
        Assert.Equal("CONDITION_ERROR", scenario.State.Error?.Code);
    }

    private static Scenario Given(string parameters) =>
        Scenario.Given(
            $$"""
            settings: {timeout_seconds: 10000000}
            steps:
              - {id: a, action: wait_until, params: { {{parameters}} } }
              - {id: b, action: log, depends_on: a}
            """
        );
}
