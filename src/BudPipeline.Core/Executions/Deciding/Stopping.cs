using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// What must not go on: after a cancel or a timeout nothing but what stands under <c>finally</c>, after a failure under
/// <c>fail_fast</c> nothing but that and failure handlers. Running attempts are asked to stop, the rest ends here.
/// </summary>
internal static class Stopping
{
    public static void StopWhatMustNotGoOn(DecisionDraft draft)
    {
        var fold = draft.Fold;
        if (fold.Stopping is { } reason)
        {
            var skip = reason == StopReason.Timeout ? SkipReason.Timeout : SkipReason.Cancelled;
            StopAll(
                draft,
                StopReason.Cancelled,
                ordinal => new StepSkip(ordinal, skip, -1),
                ordinal => fold.Forced || !fold.Plan.IsFinal(ordinal)
            );
        }
        else if (fold.FirstFailure is { } failed && fold.Plan.Definition.Settings.FailFast)
        {
            StopAll(
                draft,
                StopReason.FailFast,
                ordinal => new StepSkip(
                    ordinal,
                    fold.Plan.Steps[ordinal].Dependencies.Contains(failed)
                        ? SkipReason.UpstreamFailed
                        : SkipReason.FailFast,
                    failed
                ),
                ordinal => !fold.Plan.Steps[ordinal].IsFailureHandler
            );
        }
    }

    private static void StopAll(
        DecisionDraft draft,
        StopReason reason,
        Func<int, StepSkip> skip,
        Func<int, bool> mustStop
    )
    {
        var fold = draft.Fold;
        foreach (var ordinal in fold.OpenLoops)
        {
            if (mustStop(ordinal) && fold.Step(ordinal).Stopping is null)
            {
                draft.Add(new StepStop(ordinal, fold.Step(ordinal).Attempt, reason));
            }
        }

        foreach (var ordinal in fold.Live())
        {
            // What undoes a step is left alone; the forced stop of all of it is decided where it is run.
            var isAsked = !fold.IsCompensation(ordinal) && mustStop(fold.OwnerOf(ordinal));
            if (isAsked && fold.Step(ordinal).Stopping is null)
            {
                draft.Add(new StepStop(ordinal, fold.Step(ordinal).Attempt, reason));
            }
        }

        if (fold.TerminalSteps + fold.LiveCount + fold.OpenLoops.Length == fold.Plan.Steps.Length)
        {
            return;
        }

        for (var ordinal = 0; ordinal < fold.Plan.Steps.Length; ordinal++)
        {
            if (!mustStop(ordinal))
            {
                continue;
            }

            var step = fold.Step(ordinal);
            switch (step.Status)
            {
                case StepStatus.Pending when step.Attempt == 0:
                    draft.Add(skip(ordinal));
                    break;
                case StepStatus.Pending or StepStatus.Waiting or StepStatus.Retrying:
                    draft.Add(
                        new StepFinish(ordinal, step.Attempt, StepStatus.Cancelled, MapValue.Empty, step.Error, null)
                    );
                    break;
            }
        }
    }
}
