namespace BudPipeline.Core.Definitions.Drawing;

/// <summary>The drawing for terminals.</summary>
internal static class AsciiGraph
{
    private const string Gap = "   ";
    private const char ImpliedMark = '*';

    public static string Draw(ExecutionPlan plan)
    {
        var levels = StepText.Levels(plan);
        var deepest = levels.DefaultIfEmpty().Max();
        var names = plan.Steps.Select(s => StepText.OneLine(s.Id)).ToList();
        var actions = plan.Steps.Select(s => StepText.OneLine(s.Definition.Action)).ToList();
        var waits = plan.Steps.Select(s => Waits(plan, s, names)).ToList();
        int[] widths = [$"{deepest}".Length, Widest(names), Widest(actions), Widest(waits)];

        var title = StepText.OneLine(plan.Definition.Name);
        var lines = new List<string> { $"{title}: {Count(levels.Length, "step")}, {Count(deepest, "level")}", "" };
        var above = 0;
        foreach (var step in plan.Steps.OrderBy(s => levels[s.Ordinal]).ThenBy(s => s.Ordinal))
        {
            var level = levels[step.Ordinal];
            string[] columns =
            [
                (level == above ? "" : $"{level}").PadLeft(widths[0]),
                names[step.Ordinal].PadRight(widths[1]),
                actions[step.Ordinal].PadRight(widths[2]),
                waits[step.Ordinal].PadRight(widths[3]),
                StepText.When(plan, step) ?? "",
            ];
            lines.Add(string.Join(Gap, columns).TrimEnd());
            above = level;
        }

        if (plan.Steps.Any(s => s.Dependencies.Any(d => IsMarked(plan, s, d))))
        {
            lines.AddRange([
                "",
                $"{ImpliedMark} not in depends_on: a template, a branch or a handled failure makes it wait",
            ]);
        }

        return string.Join('\n', [.. lines, ""]);
    }

    private static string Waits(ExecutionPlan plan, PlanStep step, List<string> names)
    {
        var waits = step
            .Dependencies.Select(d =>
                !StepText.IsImplied(plan, step, d)
                    ? names[d]
                    : StepText.GroupBefore(plan, step, d) ?? names[d] + ImpliedMark
            )
            .Distinct(StringComparer.Ordinal);
        return step.Dependencies.IsEmpty ? "" : $"<- {string.Join(", ", waits)}";
    }

    private static bool IsMarked(ExecutionPlan plan, PlanStep step, int dependency) =>
        StepText.IsImplied(plan, step, dependency) && StepText.GroupBefore(plan, step, dependency) is null;

    private static int Widest(List<string> column) => column.Select(text => text.Length).DefaultIfEmpty().Max();

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
