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

        var deepest = levels.Take(plan.FinallyFrom).DefaultIfEmpty().Max();
        for (var ordinal = plan.FinallyFrom; ordinal < levels.Length; ordinal++)
        {
            levels[ordinal] += deepest;
        }

        return levels;
    }

    /// <summary>True when a template, a branch, a group or a handled failure makes the step wait, and not its own <c>depends_on</c>.</summary>
    public static bool IsImplied(ExecutionPlan plan, PlanStep step, int dependency) =>
        !step.Definition.DependsOn.Contains(plan.Steps[dependency].Id, StringComparer.Ordinal);

    /// <summary>How the group is called in which a step that this one waits for is a task; null when they share one or have none.</summary>
    public static string? GroupBefore(ExecutionPlan plan, PlanStep step, int dependency) =>
        GroupOf(plan, dependency) is { } group && GroupOf(plan, step.Ordinal) != group ? $"group {group}" : null;

    private static int? GroupOf(ExecutionPlan plan, int ordinal)
    {
        foreach (var phase in plan.Definition.Phases)
        {
            if (ordinal < phase.TaskCount)
            {
                return phase.Group;
            }

            ordinal -= phase.TaskCount;
        }

        return null;
    }

    /// <summary>When the step runs; null when it runs after its dependencies succeeded.</summary>
    public static string? When(ExecutionPlan plan, PlanStep step)
    {
        var rule = (step.Definition.Condition, step.Definition.RunWhen) switch
        {
            ({ } condition, _) => $"if {OneLine(condition)}",
            (null, RunWhen.OnFailure) => "on failure",
            (null, RunWhen.Always) => "always",
            _ => null,
        };
        return !plan.IsFinal(step.Ordinal) ? rule
            : rule is null ? "finally"
            : $"finally, {rule}";
    }

    /// <summary>
    /// What is drawn between the other steps and those under <c>finally</c>, which wait for all of them: from each that
    /// nothing waits for to each that waits for nothing else.
    /// </summary>
    public static IEnumerable<(int From, int To)> FinallyEdges(ExecutionPlan plan) =>
        from final in plan.Steps.Skip(plan.FinallyFrom)
        where final.Dependencies.IsEmpty
        from last in plan.Steps.Take(plan.FinallyFrom)
        where last.Dependents.IsEmpty
        select (last.Ordinal, final.Ordinal);

    /// <summary>The text on one line without anything that could steer a terminal.</summary>
    public static string OneLine(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(string.Join(' ', words).Select(c => char.IsControl(c) ? '?' : c));
    }
}
