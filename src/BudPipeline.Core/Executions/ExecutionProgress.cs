namespace BudPipeline.Core.Executions;

/// <summary>How far an execution is (contract §e): weighted over its steps, never going back, with an estimate of the rest.</summary>
/// <param name="Percent">0 to 100, two decimals.</param>
/// <param name="EtaSeconds">Whole seconds to the end; null while nothing has finished and once everything has.</param>
/// <param name="CompletedSteps">Steps that completed or were skipped.</param>
/// <param name="TotalSteps">All steps.</param>
/// <param name="CurrentStep">The name of the last running step; null when none runs.</param>
public sealed record ExecutionProgress(
    double Percent,
    long? EtaSeconds,
    int CompletedSteps,
    int TotalSteps,
    string? CurrentStep
)
{
    /// <summary>The progress of a state.</summary>
    public static ExecutionProgress Of(ExecutionState state)
    {
        var total = state.Plan.Steps.Length;
        var completed = state.Steps.Take(total).Count(s => s.Status is StepStatus.Completed or StepStatus.Skipped);
        string? current = null;
        double remaining = total - state.TerminalSteps;
        foreach (var ordinal in state.Live.Ascending())
        {
            current = state.PlanOf(ordinal).Definition.Name;
            remaining -= state.IsItem(ordinal) ? 0 : state.Steps[ordinal].Percent / 100;
        }

        foreach (var ordinal in state.OpenLoops)
        {
            remaining -= state.Steps[ordinal].Percent / 100;
        }

        long? eta =
            state.Finished.Count == 0 || state.TerminalSteps == total || state.Status.IsTerminal()
                ? null
                : (long)Math.Max(0, Math.Round(state.Finished.Seconds / state.Finished.Count * remaining));
        return new ExecutionProgress(state.Progress, eta, completed, total, current);
    }

    /// <summary>What a step adds, 0 to 100, before its weight.</summary>
    internal static double Share(StepState step) =>
        step.Status switch
        {
            StepStatus.Completed or StepStatus.Skipped => 100,
            StepStatus.Running or StepStatus.Failed => step.Percent,
            _ => 0,
        };

    /// <summary>The highest progress so far, with two decimals; 100 once the execution has completed.</summary>
    internal static double Rounded(ExecutionState state)
    {
        if (state.Status == ExecutionStatus.Completed)
        {
            return 100;
        }

        var total = state.Plan.TotalWeight;
        return total > 0 ? Math.Clamp(Math.Round(state.PeakPercent / total, 2, MidpointRounding.ToEven), 0, 100) : 0;
    }
}
