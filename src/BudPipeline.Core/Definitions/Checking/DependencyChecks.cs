using BudPipeline.Core.Definitions.Graph;
using BudPipeline.Core.Definitions.Reading;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Checking;

/// <summary>Ids and <c>depends_on</c>: duplicates, the step itself, steps that do not exist, circles.</summary>
internal static class DependencyChecks
{
    public static void Run(CheckedSource source, StepGraph graph)
    {
        foreach (var step in source.Pipeline.Steps.Where(s => s.Id.Length > 0))
        {
            CheckId(source, step);
            CheckDependencies(source, step);
            CheckHandler(source, step, graph);
        }

        foreach (var cycle in graph.Cycles)
        {
            var first = source.Pipeline.Steps[cycle[0]];
            var next = source.Pipeline.Steps[cycle[1]];
            source.Findings.Error(
                DiagnosticCodes.Cycle,
                $"The steps form a cyclic dependency: {source.Circle(cycle)}.",
                $"{first.Path}.depends_on",
                NodeOf(source, first, next.Id),
                "Remove one of these dependencies."
            );
        }
    }

    private static void CheckId(CheckedSource source, ParsedStep step)
    {
        var first = source.Pipeline.Ordinals[step.Id];
        if (first == step.Ordinal)
        {
            return;
        }

        source.Findings.Error(
            DiagnosticCodes.DuplicateStep,
            $"The step id '{step.Id}' is a duplicate: steps {first} and {step.Ordinal} have it.",
            $"{step.Path}.id",
            source.At($"{step.Path}.id"),
            "Give one of them another id."
        );
    }

    private static void CheckDependencies(CheckedSource source, ParsedStep step)
    {
        foreach (var id in step.Definition.DependsOn)
        {
            if (id == step.Id)
            {
                source.Findings.Error(
                    DiagnosticCodes.SelfDependency,
                    $"Step '{step.Id}' depends on itself.",
                    $"{step.Path}.depends_on",
                    NodeOf(source, step, id),
                    $"Remove '{id}' from its depends_on."
                );
            }
            else if (source.Pipeline.Ordinals.TryGetValue(id, out var dependency))
            {
                CheckFinally(source, step, source.Pipeline.Steps[dependency]);
            }
            else
            {
                source.Findings.Error(
                    DiagnosticCodes.UnknownDependency,
                    $"Step '{step.Id}' depends on '{Findings.Shorten(id)}', which does not exist.",
                    $"{step.Path}.depends_on",
                    NodeOf(source, step, id),
                    source.Findings.DidYouMean(
                        id,
                        source.Pipeline.Definition.Steps.Select(s => s.Id).Where(other => other != step.Id),
                        "Name the id of another step."
                    )
                );
            }
        }
    }

    private static void CheckFinally(CheckedSource source, ParsedStep step, ParsedStep dependency)
    {
        if (step.IsFinal || !dependency.IsFinal)
        {
            return;
        }

        source.Findings.Error(
            DiagnosticCodes.Cycle,
            $"Step '{step.Id}' depends on '{dependency.Id}', which stands under finally and runs after all other steps.",
            $"{step.Path}.depends_on",
            NodeOf(source, step, dependency.Id),
            $"Move '{step.Id}' under finally, or '{dependency.Id}' out of it."
        );
    }

    private static void CheckHandler(CheckedSource source, ParsedStep step, StepGraph graph)
    {
        var handlesNothing =
            !step.IsFinal
            && step.Definition.RunWhen == RunWhen.OnFailure
            && graph.Dependencies[step.Ordinal].Count == 0;
        if (!handlesNothing)
        {
            return;
        }

        source.Findings.Warning(
            DiagnosticCodes.NothingToHandle,
            $"Step '{step.Id}' runs only when a step it depends on fails, and depends on none: it never runs.",
            $"{step.Path}.run_when",
            source.At($"{step.Path}.run_when"),
            "Name the steps whose failure it handles in depends_on."
        );
    }

    /// <summary>The place where a step names a dependency, else the step.</summary>
    private static SourceNode NodeOf(CheckedSource source, ParsedStep step, string id)
    {
        var node = source.At($"{step.Path}.depends_on");
        return node is SourceList list && !source.Findings.IsFull
            ? list.Items.FirstOrDefault(i => i is SourceScalar { Value: StringValue text } && text.Content == id)
                ?? node
            : node;
    }
}
