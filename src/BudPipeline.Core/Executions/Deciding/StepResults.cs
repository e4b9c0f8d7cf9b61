using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>What becomes of an attempt's outcome. A result of any other than the live attempt is stale and dropped here.</summary>
internal static class StepResults
{
    public static Decision Complete(DecisionDraft draft, CompleteAttempt command)
    {
        if (!IsLive(draft.Fold, command.Ordinal, command.Attempt))
        {
            return Answers.Duplicate;
        }

        var outcome = command.Outcome;
        switch (outcome.Status)
        {
            case OutcomeStatus.Completed:
                Finish(draft, command.Ordinal, StepStatus.Completed, outcome, null);
                break;
            case OutcomeStatus.Failed:
                Fail(draft, command.Ordinal, outcome);
                break;
            default:
                Stopped(draft, command.Ordinal, outcome);
                break;
        }

        return Answers.Accepted;
    }

    public static Decision Progress(DecisionDraft draft, ReportProgress command)
    {
        if (!IsLive(draft.Fold, command.Ordinal, command.Attempt))
        {
            return Answers.Duplicate;
        }

        var percent = double.IsFinite(command.Percent) ? Math.Clamp(command.Percent, 0, 100) : 0;
        draft.Add(new StepProgress(command.Ordinal, command.Attempt, percent));
        return Answers.Accepted;
    }

    /// <summary>An attempt failed by itself: it is repeated while its policy allows, else the step has failed.</summary>
    public static void Fail(DecisionDraft draft, int ordinal, ActionOutcome outcome)
    {
        var error =
            outcome.Error ?? new StepError("UNKNOWN", StepError.Application, "the attempt failed without a reason");
        switch (draft.Fold.Step(ordinal).Stopping)
        {
            case StopReason.Cancelled or StopReason.FailFast:
                Finish(draft, ordinal, StepStatus.Cancelled, outcome, null);
                break;
            case StopReason.Timeout:
                TimeOut(draft, ordinal, outcome);
                break;
            case null when !TryRepeat(draft, ordinal, error):
                Finish(draft, ordinal, StepStatus.Failed, outcome, Explained(draft, ordinal, error));
                break;
        }
    }

    /// <summary>An attempt stopped because it was asked to, or because its node shuts down.</summary>
    private static void Stopped(DecisionDraft draft, int ordinal, ActionOutcome outcome)
    {
        switch (draft.Fold.Step(ordinal).Stopping)
        {
            case StopReason.Cancelled or StopReason.FailFast:
                Finish(draft, ordinal, StepStatus.Cancelled, outcome, null);
                break;
            case StopReason.Timeout:
                TimeOut(draft, ordinal, outcome);
                break;
            default:
                LostRunners.Lose(draft, ordinal);
                break;
        }
    }

    private static void TimeOut(DecisionDraft draft, int ordinal, ActionOutcome outcome)
    {
        var plan = draft.Fold.PlanOf(ordinal);
        var limit =
            plan.Definition.TotalTimeoutSeconds is { } total && draft.Now >= LastMoment(draft, ordinal)
                ? $"all attempts together may take {total} s (total_timeout_seconds)"
                : $"an attempt may take {plan.Timeout.TotalSeconds:0.###} s (timeout_seconds)";
        var error = new StepError("STEP_TIMEOUT", StepError.Timeout, $"step '{plan.Id}' timed out: {limit}");
        if (!TryRepeat(draft, ordinal, error))
        {
            Finish(draft, ordinal, StepStatus.Timeout, outcome, Explained(draft, ordinal, error));
        }
    }

    private static bool TryRepeat(DecisionDraft draft, int ordinal, StepError error)
    {
        var step = draft.Fold.Step(ordinal);
        var policy = draft.Fold.PlanOf(ordinal).Retry;
        var used = step.BudgetUsed + 1;
        if (
            policy is null
            || IsGivenUp(draft.Fold, ordinal)
            || !policy.Allows(error.Type, used)
            || IsBlind(draft.Fold.PlanOf(ordinal), error)
        )
        {
            return false;
        }

        var chance = policy.Jitter > 0 ? JitterSeed.Chance(draft.Fold.ExecutionId, ordinal, step.Attempt) : 0;
        var due = draft.Now + policy.DelayAfter(used, chance);
        if (due >= LastMoment(draft, ordinal))
        {
            return false;
        }

        draft.Add(new StepRetry(ordinal, step.Attempt, error, due));
        return true;
    }

    /// <summary>When all attempts of a step together have taken too long; null when that has no limit.</summary>
    private static DateTimeOffset? LastMoment(DecisionDraft draft, int ordinal) =>
        draft.Fold.PlanOf(ordinal).Definition.TotalTimeoutSeconds is { } total
            ? draft.Fold.Step(ordinal).StartedAt?.AddSeconds(total)
            : null;

    /// <summary>Whether the failure leaves open what the attempt did, of a step that must not do it twice.</summary>
    private static bool IsBlind(PlanStep plan, StepError error) =>
        error.Type is StepError.Timeout or StepError.Connection && !plan.MayRepeatBlindly;

    private static StepError Explained(DecisionDraft draft, int ordinal, StepError error) =>
        draft.Fold.PlanOf(ordinal) is { Retry: not null } plan && IsBlind(plan, error)
            ? error with
            {
                Message =
                    $"{error.Message.TrimEnd('.')}; whether it did its work is not known, and the step is not idempotent, so it is not repeated",
            }
            : error;

    private static void Finish(
        DecisionDraft draft,
        int ordinal,
        StepStatus status,
        ActionOutcome outcome,
        StepError? error
    ) =>
        draft.Add(
            new StepFinish(
                ordinal,
                draft.Fold.Step(ordinal).Attempt,
                status,
                outcome.Outputs ?? MapValue.Empty,
                error,
                outcome.Usage
            )
        );

    private static bool IsGivenUp(ExecutionFold fold, int ordinal) =>
        fold.Stopping is not null
        && (fold.Forced || !(fold.IsCompensation(ordinal) || fold.Plan.IsFinal(fold.OwnerOf(ordinal))));

    private static bool IsLive(ExecutionFold fold, int ordinal, int attempt) =>
        fold.IsLive(ordinal) && fold.Step(ordinal).Attempt == attempt;
}
