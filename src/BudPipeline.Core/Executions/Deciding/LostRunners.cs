using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// Attempts whose runner is gone. One that may be repeated begins again outside the retry budget; one that may not
/// (<c>idempotent: false</c>) has failed, since nobody knows how far it came.
/// </summary>
internal static class LostRunners
{
    public static Decision Lose(DecisionDraft draft, RunnersLost command)
    {
        var lost = draft
            .Fold.Live()
            .Where(o => command.Runners.Contains(draft.Fold.Step(o).Runner ?? ""))
            .ToImmutableArray();
        foreach (var ordinal in lost)
        {
            Lose(draft, ordinal);
        }

        return lost.IsEmpty ? Answers.Duplicate : Answers.Accepted;
    }

    public static void Lose(DecisionDraft draft, int ordinal)
    {
        var step = draft.Fold.Step(ordinal);
        var plan = draft.Fold.PlanOf(ordinal);
        if (step.Stopping is not null)
        {
            // It was to stop, and it has.
            StepResults.Fail(draft, ordinal, ActionOutcome.Stopped());
        }
        else if (!plan.IsIdempotent)
        {
            var error = new StepError(
                "RUNNER_LOST",
                StepError.Business,
                $"the node that ran attempt {step.Attempt} of step '{plan.Id}' is gone, and the step is not idempotent: "
                    + "whether it did its work is not known, so it is not repeated"
            );
            draft.Add(new StepFinish(ordinal, step.Attempt, StepStatus.Failed, MapValue.Empty, error, null));
        }
        else
        {
            draft.Add(new LostAttempt(ordinal, step.Attempt));
        }
    }
}
