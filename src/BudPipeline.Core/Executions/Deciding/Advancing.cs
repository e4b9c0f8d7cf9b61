using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// What follows from every decision: steps that must stop or will not run, waits and branches that are decided here, steps
/// that begin while there are free slots, and the end when nothing is left.
/// </summary>
internal static class Advancing
{
    public static void Advance(DecisionDraft draft)
    {
        if (draft.Fold.Header is null || draft.Fold.Status.IsTerminal())
        {
            return;
        }

        do
        {
            Stopping.StopWhatMustNotGoOn(draft);
            StartRetries(draft);
        } while (GoOnFromReady(draft) | Looping.GoOn(draft) | Compensating.GoOn(draft));

        Finishing.FinishWhenDone(draft);
    }

    /// <summary>Repeats failed attempts whose wait is over, before anything new begins.</summary>
    private static void StartRetries(DecisionDraft draft)
    {
        foreach (var ordinal in draft.Fold.RetriesDueAt(draft.Now))
        {
            if (draft.Fold.IsCompensation(ordinal))
            {
                Compensating.Repeat(draft, ordinal);
            }
            else if (draft.Fold.IsItem(ordinal))
            {
                Looping.Repeat(draft, ordinal);
            }
            else if (draft.Fold.CanStart)
            {
                Start(draft, ordinal);
            }
        }
    }

    /// <summary>
    /// Takes the ready steps in definition order: skips, decides or begins each. True when one of them ended here, so that
    /// it is worth looking again.
    /// </summary>
    private static bool GoOnFromReady(DecisionDraft draft)
    {
        var fold = draft.Fold;
        var ended = fold.TerminalSteps;
        for (var ordinal = fold.NextReady(0); ordinal >= 0; ordinal = fold.NextReady(ordinal + 1))
        {
            if (fold.IsItem(ordinal))
            {
                break;
            }

            var failed = fold.FirstFailure;
            if (Readiness.ReasonNotToRun(fold, ordinal) is { } skip)
            {
                draft.Add(skip);
            }
            else if (IsControlFlow(fold, ordinal))
            {
                if (!fold.Paused && Permits(draft, ordinal))
                {
                    ControlFlow.Decide(draft, ordinal);
                }
            }
            // A lost attempt had its condition decided when it first began.
            else if (fold.CanStart && (fold.Step(ordinal).Attempt > 0 || Permits(draft, ordinal)))
            {
                Start(draft, ordinal);
            }

            if (fold.FirstFailure != failed)
            {
                // Under fail fast nothing more may begin.
                return true;
            }
        }

        return fold.TerminalSteps > ended;
    }

    public static void Start(DecisionDraft draft, int ordinal)
    {
        var (plan, step) = (draft.Fold.PlanOf(ordinal), draft.Fold.Step(ordinal));
        var deadline = draft.Now + plan.Timeout;
        if (plan.Definition.TotalTimeoutSeconds is { } total)
        {
            var last = (step.StartedAt ?? draft.Now).AddSeconds(total);
            deadline = last < deadline ? last : deadline;
        }

        draft.Add(new StepStart(ordinal, step.Attempt + 1, deadline));
    }

    /// <summary>Evaluates the step's condition; when it does not hold the step is skipped, or failed, here.</summary>
    private static bool Permits(DecisionDraft draft, int ordinal)
    {
        var plan = draft.Fold.Plan.Steps[ordinal];
        if (plan.Condition is not { } condition)
        {
            return true;
        }

        var evaluation = condition.Evaluate(ExecutionScope.Context(draft.Fold, draft.Now));
        if (evaluation.Error is { } error)
        {
            var reason = TemplateErrors.OfCondition(plan, error);
            draft.Add(new StepFinish(ordinal, 0, StepStatus.Failed, MapValue.Empty, reason, null));
            return false;
        }

        if (evaluation.Value is BoolValue { Content: true })
        {
            return true;
        }

        draft.Add(new StepSkip(ordinal, SkipReason.Condition, -1));
        return false;
    }

    private static bool IsControlFlow(ExecutionFold fold, int ordinal) =>
        fold.Plan.Steps[ordinal].Action is { Mode: ExecutionMode.ControlFlow };
}
