using BudPipeline.Client.Executions;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Api;

namespace BudPipeline.Server.Streaming;

/// <summary>
/// Turns an execution's events into notices. The same history gives the same notices with the same ids, whenever it is
/// read: that is what makes a stream resumable.
/// </summary>
internal sealed class NoticeFold(ExecutionState initial)
{
    private ExecutionState state = initial;

    public string ExecutionId => state.ExecutionId;

    /// <summary>The notices of the next event, in order.</summary>
    public IReadOnlyList<ExecutionNotice> Next(ExecutionEvent e)
    {
        var before = state.Progress;
        state = ExecutionEvolution.Evolve(state, e);
        List<ExecutionNotice> notices = [.. Told(e)];
        var ended = e is ExecutionFinished;
        if (state.Progress > before && !ended && e is not StepsProgressed)
        {
            notices.Add(Notice(NoticeTypes.WorkflowProgress, null));
        }

        var progress = ExecutionProgress.Of(state);
        return
        [
            .. notices.Select(
                (notice, index) =>
                    notice with
                    {
                        Id = new NoticePosition(state.Version, index).ToString(),
                        Sequence = state.Version,
                        Timestamp = e.At,
                        Status = state.Status.Word(),
                        Progress = progress.Percent,
                        EtaSeconds = progress.EtaSeconds,
                        CompletedSteps = progress.CompletedSteps,
                        TotalSteps = progress.TotalSteps,
                    }
            ),
        ];
    }

    /// <summary>Takes an event whose notices nobody wants.</summary>
    public void Pass(ExecutionEvent e) => state = ExecutionEvolution.Evolve(state, e);

    private IEnumerable<ExecutionNotice> Told(ExecutionEvent e) =>
        e switch
        {
            ExecutionStarted => [Notice(NoticeTypes.WorkflowStarted, null)],
            StepsStarted started => started.Steps.Select(s => Notice(NoticeTypes.StepStarted, s.Ordinal)),
            StepsWaiting waiting => waiting.Steps.Select(s => Notice(NoticeTypes.StepWaiting, s.Ordinal)),
            StepsAwaiting awaiting => awaiting.Steps.Select(s => Notice(NoticeTypes.StepWaiting, s.Ordinal)),
            SignalsReceived received => received.Signals.Select(s =>
                Notice(NoticeTypes.SignalReceived, null) with
                {
                    Signal = s.Name,
                }
            ),
            StepsFinished finished => finished.Steps.Select(s =>
                Notice(s.Status == StepStatus.Completed ? NoticeTypes.StepCompleted : NoticeTypes.StepFailed, s.Ordinal)
            ),
            StepsSkipped skipped => skipped.Steps.Select(s => Notice(NoticeTypes.StepSkipped, s.Ordinal)),
            StepsRetrying retrying => retrying.Steps.Select(s => Notice(NoticeTypes.StepRetrying, s.Ordinal)),
            StepsStopping stopping => stopping.Steps.Select(s => Notice(NoticeTypes.StepStopping, s.Ordinal)),
            AttemptsLost lost => lost.Steps.Select(s => Lost(s.Ordinal)),
            StepsProgressed told => told.Steps.Select(s => Notice(NoticeTypes.WorkflowProgress, s.Ordinal)),
            ExecutionPaused => [Notice(NoticeTypes.WorkflowPaused, null)],
            ExecutionResumed => [Notice(NoticeTypes.WorkflowResumed, null)],
            ExecutionStopping => [Notice(NoticeTypes.WorkflowStopping, null)],
            ExecutionFinished => [End()],
            _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "an event without a notice"),
        };

    private ExecutionNotice Notice(string type, int? ordinal) =>
        new()
        {
            ExecutionId = state.ExecutionId,
            Type = type,
            Step = ordinal is { } step ? Step(step) : null,
        };

    private ExecutionNotice Lost(int ordinal)
    {
        var notice = Notice(NoticeTypes.StepRetrying, ordinal);
        var error = new StepError(
            "RUNNER_LOST",
            StepError.Application,
            "the node that ran this attempt is gone; the step begins again"
        );
        var step = notice.Step!;
        return notice with { Step = step with { Error = error.ToWire(step.Id, step.Attempt) } };
    }

    private ExecutionNotice End() =>
        Notice(
            state.Status switch
            {
                ExecutionStatus.Completed => NoticeTypes.WorkflowCompleted,
                ExecutionStatus.Cancelled => NoticeTypes.WorkflowCancelled,
                ExecutionStatus.Timeout => NoticeTypes.WorkflowTimeout,
                _ => NoticeTypes.WorkflowFailed,
            },
            null
        ) with
        {
            Outputs = state.Outputs.ToWire(),
            Error = state.Error?.ToWire(),
        };

    private StepNotice Step(int ordinal)
    {
        var (plan, step) = (state.Plan.Steps[ordinal], state.Steps[ordinal]);
        return new StepNotice
        {
            Id = plan.Id,
            Name = plan.Definition.Name,
            Status = step.Status.Word(),
            Attempt = step.Attempt,
            Progress = Math.Round(step.Percent, 2),
            DurationSeconds = step.Duration?.Seconds(),
            Error = step.Status == StepStatus.Running ? null : step.Error?.ToWire(plan.Id, step.Attempt),
            SkipReason = step.Skip?.Word(),
            WaitsUntil = step.Status is StepStatus.Waiting or StepStatus.Retrying ? step.Due : null,
            Awaits = (step.Flow as AwaitedSignal)?.ToWire(),
        };
    }
}
