namespace BudPipeline.Core.Executions.Deciding;

/// <summary>The start of an execution, once; a repeat of the same request is recognised by its fingerprint.</summary>
internal static class Starting
{
    public static Decision Start(DecisionDraft draft, StartExecution command)
    {
        if (draft.Fold.Header is { } existing)
        {
            return existing.RequestFingerprint == command.Header.RequestFingerprint
                ? Answers.Duplicate
                : new Decision.Rejected(
                    RejectionCodes.Conflict,
                    $"execution {draft.Fold.ExecutionId} was started by another request; use another id or key"
                );
        }

        var deadline = draft.Now.AddSeconds(draft.Fold.Plan.Definition.Settings.TimeoutSeconds);
        draft.Add(new ExecutionStarted(draft.Now, command.Header, deadline));
        foreach (var finish in command.Reused?.Finished ?? [])
        {
            draft.Add(finish);
        }

        foreach (var skip in command.Reused?.Skipped ?? [])
        {
            draft.Add(skip);
        }

        return Answers.Accepted;
    }
}
