using BudPipeline.Core.Definitions.Graph;

namespace BudPipeline.Core.Definitions.Drawing;

/// <summary>What every drawing says of a step.</summary>
internal static class StepText
{
    /// <summary>Per ordinal: 1 for a step that waits for none, else one more than the latest step it waits for.</summary>
    public static int[] Levels(ExecutionPlan plan)
    {
        var dependencies = plan.Steps.Select(s => (IReadOnlyList<int>)s.Dependencies).ToList();
        var levels = new int[dependencies.Count];
        foreach (var ordinal in StronglyConnected.Of(dependencies).Components.SelectMany(c => c))
        {
            levels[ordinal] = 1 + dependencies[ordinal].Select(d => levels[d]).DefaultIfEmpty().Max();
        }

        return levels;
    }

    /// <summary>True when a template, a branch or a handled failure makes the step wait, and not its own <c>depends_on</c>.</summary>
    public static bool IsImplied(ExecutionPlan plan, PlanStep step, int dependency) =>
        !step.Definition.DependsOn.Contains(plan.Steps[dependency].Id, StringComparer.Ordinal);

    /// <summary>When the step runs; null when it runs after its dependencies succeeded.</summary>
    public static string? When(PlanStep step) =>
        (step.Definition.Condition, step.Definition.RunWhen) switch
        {
            ({ } condition, _) => $"if {OneLine(condition)}",
            (null, RunWhen.OnFailure) => "on failure",
            (null, RunWhen.Always) => "always",
            _ => null,
        };

    /// <summary>The text on one line without anything that could steer a terminal.</summary>
    public static string OneLine(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(string.Join(' ', words).Select(c => char.IsControl(c) ? '?' : c));
    }
}
