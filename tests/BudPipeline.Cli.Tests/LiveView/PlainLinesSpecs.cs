using BudPipeline.Cli.LiveView;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Tests.LiveView;

public sealed class PlainLinesSpecs
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 1, 250, TimeSpan.Zero);

    [Fact]
    public void A_step_is_one_line_with_moment_id_state_and_duration() =>
        Assert.Equal(
            "2026-03-01T12:00:01.250Z fetch completed 1.50s",
            PlainLines.Of(Followed.Step("fetch", "completed", At, duration: 1.5), "example")
        );

    [Fact]
    public void A_later_attempt_says_which() =>
        Assert.Equal(
            "2026-03-01T12:00:01.250Z fetch running attempt 2",
            PlainLines.Of(Followed.Step("fetch", "running", At, attempt: 2), "example")
        );

    [Fact]
    public void A_failure_stays_on_one_line() =>
        Assert.Equal(
            "2026-03-01T12:00:01.250Z fetch failed 0.10s: exit code 3 / the disk is full",
            PlainLines.Of(Followed.Step("fetch", "failed", At, 0.1, "exit code 3\nthe disk is full"), "example")
        );

    [Fact]
    public void A_log_line_stands_under_its_step() =>
        Assert.Equal(
            "2026-03-01T12:00:00.000Z fetch | 10 rows",
            PlainLines.Of(Followed.Line("fetch", 1, "10 rows"), "example")
        );

    [Fact]
    public void A_notice_of_a_type_that_is_not_known_is_passed_over() =>
        Assert.Null(PlainLines.Of(new ExecutionNotice { ExecutionId = "exec_1", Type = "of_tomorrow" }, "example"));

    [Fact]
    public void The_end_lists_the_outputs_texts_as_they_are()
    {
        var end = Followed.Document("completed") with
        {
            CompletedAt = At,
            DurationSeconds = 1.25,
            Outputs = System.Text.Json.JsonElement.Parse("""{"greeting": "Hello", "rows": [1, 2]}"""),
        };

        Assert.Equal(
            ["2026-03-01T12:00:01.250Z example completed 1.25s", "output greeting = Hello", "output rows = [1, 2]"],
            PlainLines.OfEnd(end)
        );
    }

    [Theory]
    [InlineData(-1, "0.00s")]
    [InlineData(0.344, "0.34s")]
    [InlineData(12.34, "12.3s")]
    [InlineData(245, "4m 05s")]
    [InlineData(7620, "2h 07m")]
    public void Spans_are_short(double seconds, string text) => Assert.Equal(text, Durations.Text(seconds));
}
