namespace BudPipeline.Core.Executions.Deciding;

/// <summary>What happens when a moment has come: the execution's deadline, an attempt's, the end of a wait.</summary>
internal static class Timers
{
    public static Decision Fire(DecisionDraft draft)
    {
        var fold = draft.Fold;
        if (fold.Status.IsTerminal())
        {
            return Answers.Duplicate;
        }

        var due = fold.DueAt(draft.Now).ToList();
        foreach (var ordinal in due)
        {
            if (ordinal < 0)
            {
                var seconds = fold.Plan.Definition.Settings.TimeoutSeconds;
                draft.Add(
                    new ExecutionStopping(
                        draft.Now,
                        StopReason.Timeout,
                        null,
                        $"the execution took longer than {seconds} s (settings.timeout_seconds)"
                    )
                );
            }
            else if (fold.IsItem(ordinal) && fold.Step(ordinal).Status == StepStatus.Waiting)
            {
                // The next iteration of a loop, which begins in what follows every command.
                continue;
            }
            else if (fold.Step(ordinal).Status == StepStatus.Waiting)
            {
                ControlFlow.WakeUp(draft, ordinal);
            }
            else
            {
                draft.Add(new StepStop(ordinal, fold.Step(ordinal).Attempt, StopReason.Timeout));
            }
        }

        // A retry that is due begins in what follows every command.
        return due.Count > 0 || fold.RetriesDueAt(draft.Now).Any() ? Answers.Accepted : Answers.Duplicate;
    }
}
