using System.Text.Json;
using BudPipeline.Cli.Following;
using BudPipeline.Cli.Tests.LiveView;
using BudPipeline.Client.Executions;
using Spectre.Console.Testing;

namespace BudPipeline.Cli.Tests.Following;

public sealed class TerminalDisplaySpecs
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<LogLine>> NoLogs =
        new Dictionary<string, IReadOnlyList<LogLine>>();

    [Fact]
    public async Task The_last_frame_shows_the_end_and_the_outputs_follow_as_a_table()
    {
        using var console = new TestConsole().Width(100);
        await using var display = new TerminalDisplay(console, TimeProvider.System);
        display.Begin(Followed.Document("running", "fetch"));
        display.Show(Followed.Step("fetch", "running", DateTimeOffset.UnixEpoch));

        await display.EndAsync(
            Followed.Document("completed", "fetch") with
            {
                Outputs = JsonElement.Parse("""{"greeting": "Hello"}"""),
            },
            NoLogs
        );

        var end = console.Output[console.Output.LastIndexOf("example exec_1", StringComparison.Ordinal)..];
        Assert.Contains("completed", end, StringComparison.Ordinal);
        Assert.Contains("greeting", end, StringComparison.Ordinal);
        Assert.Contains("Hello", end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_log_of_what_broke_stands_below_the_tree()
    {
        using var console = new TestConsole().Width(100);
        await using var display = new TerminalDisplay(console, TimeProvider.System);
        display.Begin(Followed.Document("running", "fetch"));
        var lines = Enumerable.Range(1, 100).Select(i => Followed.Line("fetch", i, $"line {i}").Log!).ToArray();

        await display.EndAsync(
            Followed.Document("failed", "fetch") with
            {
                Error = new ErrorDocument("COMMAND_FAILED", "application", "exit code 3", "fetch", 1),
            },
            new Dictionary<string, IReadOnlyList<LogLine>> { ["fetch"] = lines }
        );

        Assert.Contains("Log of fetch", console.Output, StringComparison.Ordinal);
        Assert.Contains("line 1\n", console.Output, StringComparison.Ordinal);
        Assert.Contains("line 100\n", console.Output, StringComparison.Ordinal);
        Assert.Contains("fetch: exit code 3 COMMAND_FAILED", console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_stands_below_the_tree()
    {
        using var console = new TestConsole().Width(100);
        await using var display = new TerminalDisplay(console, TimeProvider.System);
        display.Begin(Followed.Document("running", "fetch"));

        display.Note("cancelling");
        await display.EndAsync(Followed.Document("cancelled", "fetch"), NoLogs);

        Assert.Contains("cancelling", console.Output, StringComparison.Ordinal);
    }
}
