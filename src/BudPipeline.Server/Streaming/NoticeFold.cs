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
            StepsStarted started => OfSteps(NoticeTypes.StepStarted, started.Steps.Select(s => s.Ordinal))
                .Concat(
                    started
                        .Steps.Where(s => state.IsCompensation(s.Ordinal))
                        .Select(s => Undoing(NoticeTypes.CompensationStarted, s.Ordinal))
                ),
            CompensationsOpened => [],
            StepsWaiting waiting => OfSteps(NoticeTypes.StepWaiting, waiting.Steps.Select(s => s.Ordinal)),
            LoopsOpened opened => OfSteps(NoticeTypes.StepStarted, opened.Loops.Select(s => s.Ordinal)),
            StepsAwaiting awaiting => OfSteps(NoticeTypes.StepWaiting, awaiting.Steps.Select(s => s.Ordinal)),
            SignalsReceived received => received.Signals.Select(s =>
                Notice(NoticeTypes.SignalReceived, null) with
                {
                    Signal = s.Name,
                }
            ),
            StepsFinished finished => Finished(finished),
            StepsSkipped skipped => OfSteps(NoticeTypes.StepSkipped, skipped.Steps.Select(s => s.Ordinal)),
            StepsRetrying retrying => OfSteps(NoticeTypes.StepRetrying, retrying.Steps.Select(s => s.Ordinal)),
            StepsStopping stopping => OfSteps(NoticeTypes.StepStopping, stopping.Steps.Select(s => s.Ordinal)),
            AttemptsLost lost => lost.Steps.Where(s => !state.IsItem(s.Ordinal)).Select(s => Lost(s.Ordinal)),
            StepsProgressed told => OfSteps(NoticeTypes.WorkflowProgress, told.Steps.Select(s => s.Ordinal)),
            ExecutionPaused => [Notice(NoticeTypes.WorkflowPaused, null)],
            ExecutionResumed => [Notice(NoticeTypes.WorkflowResumed, null)],
            ExecutionStopping => [Notice(NoticeTypes.WorkflowStopping, null)],
            ExecutionFinished => [End()],
            _ => throw new ArgumentOutOfRangeException(nameof(e), e.GetType().Name, "an event without a notice"),
        };

    /// <summary>Of an item only its loop's progress is told: ten thousand of them would drown everything else.</summary>
    private IEnumerable<ExecutionNotice> OfSteps(string type, IEnumerable<int> ordinals) =>
        ordinals.Where(ordinal => !state.IsItem(ordinal)).Select(ordinal => Notice(type, ordinal));

    private IEnumerable<ExecutionNotice> Finished(StepsFinished finished)
    {
        var loops = finished.Steps.Where(s => s.Item == true).Select(s => state.OwnerOf(s.Ordinal)).Distinct();
        foreach (var loop in loops.Where(loop => !state.Steps[loop].Status.IsTerminal()))
        {
            yield return Notice(NoticeTypes.WorkflowProgress, loop);
        }

        foreach (var undone in finished.Steps.Where(s => state.IsCompensation(s.Ordinal)))
        {
            yield return Undoing(
                undone.Status == StepStatus.Completed
                    ? NoticeTypes.CompensationCompleted
                    : NoticeTypes.CompensationFailed,
                undone.Ordinal
            );
        }

        foreach (var step in finished.Steps.Where(s => s.Item != true))
        {
            var type = step.Status == StepStatus.Completed ? NoticeTypes.StepCompleted : NoticeTypes.StepFailed;
            yield return Notice(type, step.Ordinal);
        }
    }

    private ExecutionNotice Notice(string type, int? ordinal) =>
        new()
        {
            ExecutionId = state.ExecutionId,
            Type = type,
            Step = ordinal is { } step ? Step(step) : null,
        };

    /// <summary>About the step that is undone, with the status, attempt and error of what undoes it.</summary>
    private ExecutionNotice Undoing(string type, int ordinal)
    {
        var (plan, step) = (state.Plan.Steps[state.OwnerOf(ordinal)], state.Steps[ordinal]);
        return Notice(type, null) with
        {
            Step = new StepNotice
            {
                Id = plan.Id,
                Name = plan.Definition.Name,
                Status = step.Status.Word(),
                Attempt = step.Attempt,
                DurationSeconds = step.Duration?.Seconds(),
                Error = step.Status == StepStatus.Running ? null : step.Error?.ToWire(plan.Id, step.Attempt),
            },
        };
    }

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
