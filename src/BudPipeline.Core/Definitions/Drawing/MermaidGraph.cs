namespace BudPipeline.Core.Definitions.Drawing;

/// <summary>The drawing for Markdown pages.</summary>
internal static class MermaidGraph
{
    // What could end a label or begin markup.
    private const string Markup = "\"#<>&`;\\{}";

    public static string Draw(ExecutionPlan plan) =>
        string.Join(
            '\n',
            [
                "flowchart TD",
                .. plan.Steps.Select(step => Node(plan, step)),
                .. plan.Steps.SelectMany(Edges),
                .. StepText.FinallyEdges(plan).Select(edge => $"    s{edge.From} -.-> s{edge.To}"),
                "",
            ]
        );

    private static string Node(ExecutionPlan plan, PlanStep step)
    {
        var label = $"{Escape(step.Id)}<br/>{Escape(step.Definition.Action)}";
        return StepText.When(plan, step) is { } when
            ? $"    s{step.Ordinal}{{{{\"{label}<br/>{Escape(when)}\"}}}}"
            : $"    s{step.Ordinal}[\"{label}\"]";
    }

    private static IEnumerable<string> Edges(PlanStep step)
    {
        var arrow = step.IsFailureHandler ? "-.->" : "-->";
        return step.Dependencies.Select(dependency => $"    s{dependency} {arrow} s{step.Ordinal}");
    }

    /// <summary>Markup becomes Mermaid's entity of its code.</summary>
    private static string Escape(string text) =>
        string.Concat(StepText.OneLine(text).Select(c => Markup.AsSpan().Contains(c) ? $"#{(int)c};" : $"{c}"));
}
