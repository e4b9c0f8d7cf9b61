using BudPipeline.Core.Executions;

namespace BudPipeline.Server.Storage;

/// <summary>What a run of events does to the summary row of one execution. Pure.</summary>
internal sealed record ExecutionRowChange(string ExecutionId)
{
    /// <summary>The event that makes the row; null when the row is there.</summary>
    public ExecutionStarted? Started { get; private init; }

    /// <summary>When the first step of these events began; an earlier one in the row stays.</summary>
    public DateTimeOffset? FirstStepAt { get; private init; }

    /// <summary>How many steps completed or were skipped.</summary>
    public int CompletedSteps { get; private init; }

    /// <summary>Null leaves it as it is.</summary>
    public bool? Paused { get; private init; }

    /// <summary>The end; null while it has not come.</summary>
    public ExecutionFinished? Finished { get; private init; }

    /// <summary>The status after these events; null leaves it as it is.</summary>
    public ExecutionStatus? Status =>
        Finished is not null ? Finished.Status
        : FirstStepAt is not null ? ExecutionStatus.Running
        : Started is not null ? ExecutionStatus.Pending
        : null;

    public ExecutionRowChange With(ExecutionEvent e) =>
        e switch
        {
            ExecutionStarted started => this with { Started = started },
            StepsStarted or StepsWaiting or StepsAwaiting or LoopsOpened => Begun(e.At),
            StepsFinished finished => (finished.Steps.Any(s => s.Attempt > 0) ? Begun(e.At) : this) with
            {
                CompletedSteps =
                    CompletedSteps + finished.Steps.Count(s => s.Status == StepStatus.Completed && s.Item != true),
            },
            StepsSkipped skipped => this with { CompletedSteps = CompletedSteps + skipped.Steps.Length },
            ExecutionPaused => this with { Paused = true },
            ExecutionResumed or ExecutionStopping => this with { Paused = false },
            ExecutionFinished finished => this with { Finished = finished, Paused = false },
            _ => this,
        };

    private ExecutionRowChange Begun(DateTimeOffset at) => this with { FirstStepAt = FirstStepAt ?? at };
}
