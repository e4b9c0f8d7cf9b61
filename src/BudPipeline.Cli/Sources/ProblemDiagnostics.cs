using BudPipeline.Client.Definitions;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Cli.Sources;

/// <summary>What a server found wrong, as what this program finds wrong is printed.</summary>
internal static class ProblemDiagnostics
{
    public static Diagnostic Of(ProblemItem item) =>
        new(
            Severity.Error,
            item.Code,
            item.Message,
            item.Path ?? "",
            item is { Line: { } line, Column: { } column } ? new SourceLocation(line, column) : null,
            item.Text,
            item.Hint
        );
}
