using System.Globalization;
using BudPipeline.Client.Pipelines;

namespace BudPipeline.Cli.Terminal;

/// <summary>Saved pipelines as columns of text.</summary>
internal static class PipelineTable
{
    public static void Print(TextWriter output, PipelinePage page)
    {
        Columns.Print(
            output,
            ["ID", "NAME", "STATUS", "VERSION", "STEPS", "EXECUTIONS", "UPDATED"],
            page.Pipelines.Select(p =>
                new[]
                {
                    p.Id,
                    p.Name,
                    p.Status,
                    p.Version,
                    p.StepCount.ToString(CultureInfo.InvariantCulture),
                    p.ExecutionCount.ToString(CultureInfo.InvariantCulture),
                    Moment(p.UpdatedAt),
                }
            )
        );
        if (page.TotalCount > page.Pipelines.Count)
        {
            output.WriteLine($"{page.Pipelines.Count} of {page.TotalCount}");
        }
    }

    public static string Moment(DateTimeOffset at) =>
        at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
