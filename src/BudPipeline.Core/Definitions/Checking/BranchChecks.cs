using BudPipeline.Core.Definitions.Graph;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Checking;

/// <summary>The branches of a conditional: their form, and that their targets exist.</summary>
internal static class BranchChecks
{
    public static void Run(CheckedSource source)
    {
        var conditionals = source.Pipeline.Steps.Where(s =>
            Branches.IsConditional(s.Action?.Type ?? s.Definition.Action)
        );
        foreach (var step in conditionals)
        {
            CheckTargets(source, step);
            if (step.Definition.Params["branches"] is ListValue list)
            {
                for (var i = 0; i < list.Items.Length; i++)
                {
                    CheckBranch(source, step, list.Items[i], $"{step.Path}.params.branches.{i}", i);
                }
            }
        }
    }

    private static void CheckTargets(CheckedSource source, ParsedStep step)
    {
        foreach (var target in step.Targets)
        {
            var path = $"{step.Path}.params.{target.Path}";
            if (target.StepId == step.Id)
            {
                source.Findings.Error(
                    DiagnosticCodes.SelfDependency,
                    $"Step '{step.Id}' branches to itself.",
                    path,
                    source.At(path),
                    "Name another step."
                );
            }
            else if (source.Pipeline.Ordinals.TryGetValue(target.StepId, out var ordinal))
            {
                if (source.Pipeline.Steps[ordinal].IsFinal != step.IsFinal)
                {
                    source.Findings.Error(
                        DiagnosticCodes.InvalidBranch,
                        $"Step '{step.Id}' branches to '{target.StepId}': only one of them stands under finally.",
                        path,
                        source.At(path),
                        "Branch to a step beside it; a step under finally can have a condition instead."
                    );
                }
            }
            else
            {
                source.Findings.Error(
                    DiagnosticCodes.UnknownStep,
                    $"Step '{step.Id}' branches to step '{target.StepId}', which does not exist.",
                    path,
                    source.At(path),
                    source.Findings.DidYouMean(target.StepId, source.Pipeline.Definition.Steps.Select(s => s.Id))
                );
            }
        }
    }

    private static void CheckBranch(CheckedSource source, ParsedStep step, Value branch, string path, int index)
    {
        var missing = branch switch
        {
            not MapValue => "is no map",
            MapValue map when map["id"].IsNullOrUndefined => "has no 'id'",
            MapValue map when map["condition"].IsNullOrUndefined => "has no 'condition'",
            _ => null,
        };
        if (missing is null)
        {
            return;
        }

        source.Findings.Error(
            DiagnosticCodes.InvalidBranch,
            $"Branch {index} of step '{step.Id}' {missing}.",
            path,
            source.At(path),
            "A branch is {id, condition, target_step}; condition: true takes whatever is left."
        );
    }
}
