namespace BudPipeline.Cli.LiveView;

/// <summary>The steps that fit on the screen, in definition order, and how many lines each may have below it.</summary>
internal readonly record struct StepWindow(IReadOnlyList<StepView> Steps, int Hidden, int LinesUnder)
{
    private const int MostLinesUnder = 9;

    /// <summary>All steps where they fit; else those that move or broke first, then what ended last, then what comes next.</summary>
    public static StepWindow Of(IReadOnlyList<StepView> steps, int lines)
    {
        if (steps.Count <= lines)
        {
            var talking = Math.Max(steps.Count(s => s.IsActive || s.IsBroken), 1);
            return new(steps, 0, Math.Min((lines - steps.Count) / talking, MostLinesUnder));
        }

        var chosen = steps
            .Select((step, place) => (step, place))
            .OrderBy(s => Rank(s.step))
            .ThenByDescending(s => s.step.Status == StepWords.Pending ? -s.place : s.place)
            .Take(lines)
            .OrderBy(s => s.place)
            .Select(s => s.step);
        return new([.. chosen], steps.Count - lines, 0);
    }

    private static int Rank(StepView step) =>
        step switch
        {
            { IsBroken: true } or { IsActive: true } => 0,
            { Status: StepWords.Pending } => 1,
            _ => 2,
        };
}
