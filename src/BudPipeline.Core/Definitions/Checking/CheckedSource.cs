using BudPipeline.Core.Definitions.Graph;
using BudPipeline.Core.Definitions.Reading;

namespace BudPipeline.Core.Definitions.Checking;

/// <summary>What every check works on: the parsed definition, its source, and where to report.</summary>
/// <param name="Pipeline">The parsed definition.</param>
/// <param name="Root">Its source.</param>
/// <param name="Findings">Takes what is found.</param>
internal sealed record CheckedSource(ParsedPipeline Pipeline, SourceNode Root, Findings Findings)
{
    private const int MostLevelsUp = 8;

    /// <summary>The source of a dotted path, or of the nearest thing above it that is written out.</summary>
    public SourceNode At(string path)
    {
        var rest = path.AsSpan();
        for (var level = 0; level < MostLevelsUp && !rest.IsEmpty; level++)
        {
            if (Root.Find(rest) is { } node)
            {
                return node;
            }

            rest = rest[..Math.Max(0, rest.LastIndexOf('.'))];
        }

        return Root;
    }

    /// <summary>Reports a name in a template, at its place inside the text.</summary>
    public void Report(Severity severity, string code, string message, Mention mention, string? hint) =>
        Findings.Inside(
            severity,
            code,
            message,
            mention.Path,
            At(mention.Path),
            mention.Reference.Offset,
            mention.Text,
            hint
        );

    /// <summary>How a step is called in messages.</summary>
    public string Name(int ordinal) => $"Step '{Pipeline.Steps[ordinal].Id}'";

    /// <summary>A circle as text: a -> b -> a.</summary>
    public string Circle(IEnumerable<int> path) => string.Join(" -> ", path.Select(o => Pipeline.Steps[o].Id));
}
