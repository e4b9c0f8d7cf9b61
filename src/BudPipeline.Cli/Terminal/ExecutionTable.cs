using System.Globalization;
using BudPipeline.Cli.LiveView;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Terminal;

/// <summary>Executions as columns of text.</summary>
internal static class ExecutionTable
{
    public static void Print(TextWriter output, ExecutionPage page)
    {
        Columns.Print(
            output,
            ["ID", "PIPELINE", "STATUS", "PROGRESS", "CREATED", "DURATION"],
            page.Executions.Select(e =>
                new[]
                {
                    e.Id,
                    e.Pipeline.Name,
                    e.Paused ? $"{e.Status} (paused)" : e.Status,
                    string.Create(CultureInfo.InvariantCulture, $"{e.Progress:0}%"),
                    Moment(e.CreatedAt),
                    e.DurationSeconds is { } seconds ? Durations.Text(seconds) : "",
                }
            )
        );
        if (page.Pagination.TotalCount > page.Executions.Count)
        {
            output.WriteLine($"{page.Executions.Count} of {page.Pagination.TotalCount}");
        }
    }

    public static void Print(TextWriter output, ExecutionDocument execution)
    {
        output.WriteLine($"{execution.Id}  {execution.Pipeline.Name} {execution.Pipeline.Version}");
        foreach (var line in PlainLines.OfEnd(execution))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
        Columns.Print(
            output,
            ["STEP", "ACTION", "STATUS", "ATTEMPT", "DURATION", "DETAIL"],
            (execution.Steps?.Values ?? []).Select(s =>
                new[]
                {
                    s.Id,
                    s.Action,
                    s.Status,
                    s.Attempt.ToString(CultureInfo.InvariantCulture),
                    s.DurationSeconds is { } seconds ? Durations.Text(seconds) : "",
                    s.Error?.Message.ReplaceLineEndings(" / ") ?? s.SkipReason ?? "",
                }
            )
        );
    }

    private static string Moment(DateTimeOffset at) =>
        at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
