using System.Globalization;
using BudPipeline.Cli.LiveView;
using BudPipeline.Client.Executions;
using Spectre.Console.Testing;

namespace BudPipeline.Cli.Tests.LiveView;

public sealed class RunTreeSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_step_stands_in_definition_order_with_its_state_word()
    {
        var view = Followed.With("fetch", "build", "ship");
        view.Apply(Followed.Step("fetch", "completed", Start.AddSeconds(1), duration: 1));
        view.Apply(Followed.Step("build", "running", Start.AddSeconds(1)));

        var lines = Draw(view, Start.AddSeconds(3.5));

        Assert.Contains("example exec_1", lines[0], StringComparison.Ordinal);
        Assert.Contains("fetch completed 1.00s", lines[1], StringComparison.Ordinal);
        Assert.Contains("build running   2.50s", lines[2], StringComparison.Ordinal);
        Assert.Contains("ship  pending", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_running_step_shows_its_last_log_line()
    {
        var view = Followed.With("fetch");
        view.Apply(Followed.Step("fetch", "running", Start));
        view.Apply(Followed.Line("fetch", 1, "first"));
        view.Apply(Followed.Line("fetch", 2, "second [not markup]"));

        var text = string.Join('\n', Draw(view, Start));

        Assert.Contains("second [not markup]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("first", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_ended_well_hides_its_log()
    {
        var view = Followed.With("fetch");
        view.Apply(Followed.Line("fetch", 1, "chatter"));
        view.Apply(Followed.Step("fetch", "completed", Start, duration: 0.1));

        Assert.DoesNotContain("chatter", string.Join('\n', Draw(view, Start)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_step_shows_its_log_and_its_error()
    {
        var view = Followed.With("fetch");
        view.Apply(Followed.Line("fetch", 1, "the disk is full"));
        view.Apply(Followed.Step("fetch", "failed", Start, duration: 0.1, error: "exit code 3"));

        var text = string.Join('\n', Draw(view, Start));

        Assert.Contains("the disk is full", text, StringComparison.Ordinal);
        Assert.Contains("exit code 3", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m alert", "red alert")]
    [InlineData("50%\r100%", "50% 100%")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    public void A_command_cannot_draw_on_the_terminal(string line, string shown)
    {
        var view = Followed.With("fetch");
        view.Apply(Followed.Step("fetch", "running", Start));
        view.Apply(Followed.Line("fetch", 1, line));

        Assert.EndsWith($" {shown}", Draw(view, Start)[2].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bar_shows_progress_steps_and_what_is_left()
    {
        var view = Followed.With("fetch", "build");
        view.Apply(Followed.Step("fetch", "completed", Start, duration: 2, progress: 50, eta: 7));

        var bar = Draw(view, Start.AddSeconds(2))[^1];

        Assert.Contains(
            "###############---------------  50% 1/2 steps, 2.00s, 7.00s left running",
            bar,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void More_steps_than_lines_show_what_moves_and_count_the_rest()
    {
        var ids = Enumerable.Range(0, 100).Select(i => i.ToString("step000", CultureInfo.InvariantCulture)).ToArray();
        var view = Followed.With(ids);
        view.Apply(Followed.Step(ids[70], "running", Start));
        view.Apply(Followed.Step(ids[90], "failed", Start));

        var lines = Draw(view, Start, height: 12);

        Assert.True(lines.Length <= 12, $"{lines.Length} lines");
        Assert.Contains(lines, line => line.Contains(ids[70], StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(ids[90], StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("and 93 more", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void It_never_grows_beyond_the_terminal(int failed)
    {
        var ids = Enumerable.Range(0, 10).Select(i => $"s{i}").ToArray();
        var view = Followed.With(ids);
        foreach (var id in ids.Take(failed))
        {
            for (var line = 0; line < 30; line++)
            {
                view.Apply(Followed.Line(id, line, $"line {line}"));
            }

            view.Apply(Followed.Step(id, "failed", Start, error: "broken\nfor a\nlong reason"));
        }

        Assert.True(Draw(view, Start, height: 24).Length <= 24);
    }

    private static string[] Draw(RunView view, DateTimeOffset now, int height = 40)
    {
        using var console = new TestConsole().Width(100);
        console.Write(RunTree.Draw(view, now, height, unicode: false));
        return console.Output.TrimEnd('\n').Split('\n');
    }
}
