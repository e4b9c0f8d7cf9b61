namespace BudPipeline.Core.Definitions.Drawing;

/// <summary>The drawing for Graphviz.</summary>
internal static class DotGraph
{
    public static string Draw(ExecutionPlan plan) =>
        string.Join(
            '\n',
            [
                $"digraph \"{Escape(plan.Definition.Name)}\" {{",
                "    node [shape=box, style=rounded];",
                .. plan.Steps.Select(step => Node(plan, step)),
                .. plan.Steps.SelectMany(Edges),
                .. StepText.FinallyEdges(plan).Select(edge => $"    s{edge.From} -> s{edge.To} [style=dotted];"),
                "}",
                "",
            ]
        );

    private static string Node(ExecutionPlan plan, PlanStep step)
    {
        var label = $"{Escape(step.Id)}\\n{Escape(step.Definition.Action)}";
        return StepText.When(plan, step) is { } when
            ? $"    s{step.Ordinal} [label=\"{label}\\n{Escape(when)}\", shape=hexagon];"
            : $"    s{step.Ordinal} [label=\"{label}\"];";
    }

    private static IEnumerable<string> Edges(PlanStep step)
    {
        var style = step.IsFailureHandler ? " [style=dotted]" : "";
        return step.Dependencies.Select(dependency => $"    s{dependency} -> s{step.Ordinal}{style};");
    }

    private static string Escape(string text) =>
        StepText
            .OneLine(text)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
}
