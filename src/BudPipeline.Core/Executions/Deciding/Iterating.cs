using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// The <c>while</c> action: a loop whose items are iterations, one at a time, each decided once the one before has ended.
/// </summary>
internal static class Iterating
{
    private const double DefaultDelay = 30;
    private const double DefaultMost = 100;

    public static void Open(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        var most = ActionParams.NumberOf(parameters["max_iterations"]) ?? DefaultMost;
        var seconds = ActionParams.NumberOf(parameters["delay_seconds"]) ?? DefaultDelay;
        if (
            most is not (>= 1 and <= ControlFlowActions.MaxItems)
            || seconds is not (>= 0 and <= ControlFlowActions.MaxDelaySeconds)
        )
        {
            var message =
                $"step '{draft.Fold.Plan.Steps[ordinal].Id}' cannot repeat like that: give max_iterations from 1 to "
                + $"{ControlFlowActions.MaxItems} and delay_seconds from 0 to {ControlFlowActions.MaxDelaySeconds}";
            ControlFlow.Fail(draft, ordinal, attempt, new StepError("INVALID_PARAMS", StepError.Business, message));
            return;
        }

        var limit = draft.Fold.Plan.Steps[ordinal].Definition.TimeoutSeconds;
        draft.Add(
            new LoopOpen(
                ordinal,
                attempt,
                draft.Fold.NextOrdinal,
                (int)most,
                1,
                ContinueOnError: false,
                limit is { } patience ? draft.Now.AddSeconds(patience) : null
            )
        );
    }

    /// <summary>Begins the next iteration, waits for its moment, or ends the loop. True when it ended.</summary>
    public static bool GoOn(DecisionDraft draft, int ordinal, Condition condition)
    {
        var (fold, loop) = (draft.Fold, Looping.Of(draft, ordinal));
        if (loop.Live > 0 || fold.Paused)
        {
            return false;
        }

        // One whose runner was lost, or whose moment has come.
        var item = loop.First + loop.Ended;
        if (loop.Begun > loop.Ended)
        {
            if (fold.Step(item).Status == StepStatus.Pending)
            {
                Advancing.Start(draft, item);
            }

            return false;
        }

        if (loop.Ended < loop.Count && fold.Step(item) is { Status: StepStatus.Waiting } waiting)
        {
            if (waiting.Due <= draft.Now)
            {
                draft.Add(new StepStart(item, 1, draft.Now + fold.PlanOf(item).Timeout));
            }

            return false;
        }

        return Decide(draft, ordinal, loop, condition);
    }

    public static MapValue Outputs(LoopState loop, bool exhausted) =>
        MapValue.Of(
            ("result", loop.Result ?? Value.Null),
            ("iterations", Value.Of((long)loop.Ended)),
            ("exhausted", Value.Of(exhausted))
        );

    private static bool Decide(DecisionDraft draft, int ordinal, LoopState loop, Condition condition)
    {
        var (fold, item) = (draft.Fold, loop.First + loop.Ended);
        var asks = loop.Ended > 0 || fold.Plan.Steps[ordinal].Loop is not { AsksForResult: true };
        if (asks)
        {
            var context = LoopItems.Context(ExecutionScope.Context(fold, draft.Now), loop, item);
            var holds = condition.Evaluate(context);
            if (holds.Error is { } error)
            {
                return End(draft, ordinal, StepStatus.Failed, loop, Conditions.Undecided(draft, ordinal, error));
            }

            if (holds.Value is not BoolValue { Content: true })
            {
                return End(draft, ordinal, StepStatus.Completed, loop, null);
            }
        }

        if (loop.Ended == loop.Count)
        {
            return End(draft, ordinal, StepStatus.Completed, loop, null, exhausted: true);
        }

        var seconds = loop.Ended == 0 ? 0 : Delay(draft, ordinal);
        if (seconds > 0)
        {
            draft.Add(new StepWait(item, 1, draft.Now.AddSeconds(seconds), MapValue.Empty));
        }
        else
        {
            draft.Add(new StepStart(item, 1, draft.Now + fold.PlanOf(item).Timeout));
        }

        return false;
    }

    private static double Delay(DecisionDraft draft, int ordinal)
    {
        var plan = draft.Fold.Plan.Steps[ordinal];
        var rendered = plan.Params.Render(ExecutionScope.Context(draft.Fold, draft.Now));
        var seconds = ActionParams.NumberOf((rendered.Value as MapValue ?? MapValue.Empty)["delay_seconds"]);
        return Math.Clamp(seconds ?? DefaultDelay, 0, ControlFlowActions.MaxDelaySeconds);
    }

    private static bool End(
        DecisionDraft draft,
        int ordinal,
        StepStatus status,
        LoopState loop,
        StepError? error,
        bool exhausted = false
    )
    {
        var attempt = draft.Fold.Step(ordinal).Attempt;
        draft.Add(new StepFinish(ordinal, attempt, status, Outputs(loop, exhausted), error, null));
        return true;
    }
}
