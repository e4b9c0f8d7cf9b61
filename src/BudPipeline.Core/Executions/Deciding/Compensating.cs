namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// Undoes what completed when the execution does not: once nothing else runs, one compensation after the other, the step
/// that completed last first. One that fails does not keep the others from running.
/// </summary>
internal static class Compensating
{
    /// <summary>True when it may be that what stands under <c>finally</c> can begin now.</summary>
    public static bool GoOn(DecisionDraft draft)
    {
        var fold = draft.Fold;
        if (!fold.HasToCompensate || fold.TerminalSteps < fold.Plan.FinallyFrom)
        {
            return false;
        }

        if (fold.Saga is null)
        {
            draft.Add(new CompensationsOpened(draft.Now, fold.NextOrdinal, [.. fold.Compensable]));
        }

        if (fold.Forced)
        {
            GiveUp(draft);
        }
        else if (!fold.Paused && fold.Saga is { } saga && fold.Step(saga.Current).Status == StepStatus.Pending)
        {
            Advancing.Start(draft, saga.Current);
        }

        return fold.Saga is { IsDone: true };
    }

    /// <summary>The next attempt of one that failed.</summary>
    public static void Repeat(DecisionDraft draft, int ordinal)
    {
        if (!draft.Fold.Paused)
        {
            Advancing.Start(draft, ordinal);
        }
    }

    private static void GiveUp(DecisionDraft draft)
    {
        while (draft.Fold.Saga is { IsDone: false } saga && draft.Fold.Step(saga.Current) is var step)
        {
            if (step.Status == StepStatus.Running)
            {
                if (step.Stopping is null)
                {
                    draft.Add(new StepStop(saga.Current, step.Attempt, StopReason.Cancelled));
                }

                return;
            }

            draft.Add(
                new StepFinish(
                    saga.Current,
                    step.Attempt,
                    StepStatus.Cancelled,
                    Expressions.MapValue.Empty,
                    step.Error,
                    null
                )
            );
        }
    }
}
