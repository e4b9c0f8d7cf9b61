namespace BudPipeline.Core.Executions.Deciding;

/// <summary>Cancel, pause and resume.</summary>
internal static class Lifecycle
{
    public static Decision Cancel(DecisionDraft draft, CancelExecution command)
    {
        if (draft.Fold.Status.IsTerminal())
        {
            return Answers.Ended(draft.Fold);
        }

        if (draft.Fold.Stopping is not null && (draft.Fold.Forced || !command.Force))
        {
            return Answers.Duplicate;
        }

        draft.Add(
            new ExecutionStopping(
                draft.Now,
                draft.Fold.Stopping ?? StopReason.Cancelled,
                command.By,
                command.Message,
                command.Force ? true : null
            )
        );
        return Answers.Accepted;
    }

    public static Decision Pause(DecisionDraft draft, PauseExecution command)
    {
        if (draft.Fold.Status.IsTerminal())
        {
            return Answers.Ended(draft.Fold);
        }

        if (draft.Fold.Stopping is not null)
        {
            return new Decision.Rejected(
                RejectionCodes.InvalidState,
                $"execution {draft.Fold.ExecutionId} is stopping and cannot be paused"
            );
        }

        if (draft.Fold.Paused)
        {
            return Answers.Duplicate;
        }

        draft.Add(new ExecutionPaused(draft.Now, command.By));
        return Answers.Accepted;
    }

    public static Decision Resume(DecisionDraft draft, ResumeExecution command)
    {
        if (draft.Fold.Status.IsTerminal())
        {
            return Answers.Ended(draft.Fold);
        }

        if (!draft.Fold.Paused)
        {
            return Answers.Duplicate;
        }

        draft.Add(new ExecutionResumed(draft.Now, command.By));
        return Answers.Accepted;
    }
}
