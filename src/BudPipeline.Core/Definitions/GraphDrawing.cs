using BudPipeline.Core.Definitions.Drawing;

namespace BudPipeline.Core.Definitions;

/// <summary>Draws the graph of a plan as text: levels, dependencies, conditions, failure handlers.</summary>
public static class GraphDrawing
{
    /// <summary>A table for terminals, a line a step, grouped by level: how many steps lie at most before it.</summary>
    public static string Ascii(ExecutionPlan plan) => AsciiGraph.Draw(plan);

    /// <summary>A Mermaid flowchart: conditional steps are hexagons, edges to failure handlers are dotted.</summary>
    public static string Mermaid(ExecutionPlan plan) => MermaidGraph.Draw(plan);

    /// <summary>A Graphviz digraph: conditional steps are hexagons, edges to failure handlers are dotted.</summary>
    public static string Dot(ExecutionPlan plan) => DotGraph.Draw(plan);
}
