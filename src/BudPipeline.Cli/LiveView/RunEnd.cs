using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Executions;
using Spectre.Console;

namespace BudPipeline.Cli.LiveView;

/// <summary>What stands below the tree once an execution has ended: what broke with its log, why, and the outputs.</summary>
internal static class RunEnd
{
    public static void Print(
        IAnsiConsole console,
        ExecutionDocument end,
        IReadOnlyDictionary<string, IReadOnlyList<LogLine>> brokenLogs
    )
    {
        foreach (var (step, lines) in brokenLogs)
        {
            console.MarkupLineInterpolated($"\n[red]Log of {step}[/]");
            foreach (var line in lines)
            {
                console.WriteLine($"  {TerminalText.Clean(line.Message)}");
            }
        }

        if (end.Error is { } error)
        {
            // The log above ends with what a command's error would repeat.
            var isLogged = error.Step is not null && brokenLogs.ContainsKey(error.Step);
            var message = isLogged ? TerminalText.FirstLine(error.Message) : error.Message;
            var place = error.Step is null ? "" : $"{error.Step}: ";
            console.MarkupLineInterpolated($"\n[red]{end.Status}[/] {place}{message} [grey]{error.Code}[/]");
        }

        var outputs = OutputText.Rows(end.Outputs).ToArray();
        if (outputs.Length > 0)
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumn("output").AddColumn("value");
            foreach (var (name, text) in outputs)
            {
                table.AddRow(new Text(name), new Text(TerminalText.Clean(text)));
            }

            console.Write(table);
        }
    }
}
