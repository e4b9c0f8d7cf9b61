using BudPipeline.Cli.LiveView;
using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Following;

/// <summary>One line an event.</summary>
internal sealed class PlainDisplay(TextWriter output) : IRunDisplay
{
    private string pipeline = "";

    public void Begin(ExecutionDocument start) => pipeline = start.Pipeline.Name;

    public void Show(ExecutionNotice notice)
    {
        if (PlainLines.Of(notice, pipeline) is { } line)
        {
            output.WriteLine(line);
        }
    }

    public void Note(string text) => StandardError.Note(text);

    public Task EndAsync(ExecutionDocument end, IReadOnlyDictionary<string, IReadOnlyList<LogLine>> brokenLogs) =>
        output.WriteLineAsync(string.Join(Environment.NewLine, PlainLines.OfEnd(end)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
