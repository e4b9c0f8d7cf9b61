using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// The <c>for_each</c> action: its items are steps of their own, begun in order while the loop has room for them. The loop
/// itself takes no slot of the parallel steps.
/// </summary>
internal static class Looping
{
    private const int DefaultConcurrency = 5;
    private const int MostConcurrency = 1_000;

    public static void Open(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        var plan = draft.Fold.Plan.Steps[ordinal];
        if (parameters["items"] is not ListValue list)
        {
            Refuse(draft, ordinal, attempt, $"goes through {Kind(parameters["items"])}: items must give a list");
            return;
        }

        var count = list.Items.Length;
        var most = ActionParams.NumberOf(parameters["max_iterations"]) ?? ControlFlowActions.MaxItems;
        if (count > Math.Min(most, ControlFlowActions.MaxItems))
        {
            var limit = most < ControlFlowActions.MaxItems ? "max_iterations" : "the most that a loop takes";
            Refuse(
                draft,
                ordinal,
                attempt,
                $"has {count} items; {Math.Min(most, ControlFlowActions.MaxItems)} is {limit}"
            );
            return;
        }

        var concurrency = ActionParams.NumberOf(parameters["max_concurrency"]) ?? DefaultConcurrency;
        if (concurrency is not (>= 1 and <= MostConcurrency))
        {
            Refuse(
                draft,
                ordinal,
                attempt,
                $"cannot run {concurrency} items at once: give max_concurrency from 1 to 1000"
            );
            return;
        }

        if (count == 0)
        {
            var nothing = Outputs(draft.Fold, new LoopState(draft.Fold.NextOrdinal, 0, 1, true));
            draft.Add(new StepFinish(ordinal, attempt, StepStatus.Completed, nothing, null, null));
            return;
        }

        var isSerial = parameters["parallel"] is BoolValue { Content: false };
        draft.Add(
            new LoopOpen(
                ordinal,
                attempt,
                draft.Fold.NextOrdinal,
                count,
                isSerial ? 1 : (int)concurrency,
                parameters.Flag("continue_on_error"),
                plan.Definition.TimeoutSeconds is { } seconds ? draft.Now.AddSeconds(seconds) : null
            )
        );
    }

    /// <summary>Begins items where there is room, stops what must not go on, ends what is done. True when a loop ended.</summary>
    public static bool GoOn(DecisionDraft draft)
    {
        var hasEnded = false;
        foreach (var ordinal in draft.Fold.OpenLoops)
        {
            var isEnding = draft.Fold.Step(ordinal).Stopping is not null || Of(draft, ordinal).HasFailed;
            if (isEnding)
            {
                GiveUp(draft, ordinal);
            }
            else if (draft.Fold.Plan.Steps[ordinal].Loop?.While is { } condition)
            {
                hasEnded |= Iterating.GoOn(draft, ordinal, condition);
                continue;
            }
            else
            {
                Begin(draft, ordinal);
            }

            hasEnded |= EndWhenDone(draft, ordinal, isEnding);
        }

        return hasEnded;
    }

    /// <summary>The next attempt of an item whose last one failed, if its loop has room.</summary>
    public static void Repeat(DecisionDraft draft, int item)
    {
        var owner = draft.Fold.OwnerOf(item);
        if (HasRoom(draft, owner) && draft.Fold.Step(owner).Stopping is null && !Of(draft, owner).HasFailed)
        {
            Advancing.Start(draft, item);
        }
    }

    public static LoopState Of(DecisionDraft draft, int ordinal) =>
        draft.Fold.Step(ordinal).Flow as LoopState
        ?? throw new InvalidOperationException($"step {ordinal} of {draft.Fold.ExecutionId} is no open loop");

    private static bool HasRoom(DecisionDraft draft, int ordinal) =>
        !draft.Fold.Paused && Of(draft, ordinal) is var loop && loop.Live < loop.Concurrency;

    private static void Begin(DecisionDraft draft, int ordinal)
    {
        var loop = Of(draft, ordinal);
        // Items whose runner was lost go before those that have not begun.
        var lost = draft.Fold.NextReady(loop.First);
        while (HasRoom(draft, ordinal))
        {
            if (lost >= 0 && lost < loop.First + loop.Count)
            {
                Advancing.Start(draft, lost);
                lost = draft.Fold.NextReady(lost + 1);
            }
            else if (Of(draft, ordinal).Begun is var next && next < loop.Count)
            {
                Advancing.Start(draft, loop.First + next);
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Asks what runs to stop, and ends what only waits for its next attempt.</summary>
    private static void GiveUp(DecisionDraft draft, int ordinal)
    {
        var (fold, loop) = (draft.Fold, Of(draft, ordinal));
        var reason = fold.Step(ordinal).Stopping is null ? StopReason.FailFast : StopReason.Cancelled;
        // Behind the last one that has begun another one may wait for its moment.
        for (var item = loop.First; item < loop.First + Math.Min(loop.Begun + 1, loop.Count); item++)
        {
            var step = fold.Step(item);
            if (step.Status == StepStatus.Running && step.Stopping is null)
            {
                draft.Add(new StepStop(item, step.Attempt, reason));
            }
            else if (step is { Status: StepStatus.Retrying or StepStatus.Pending or StepStatus.Waiting, Attempt: > 0 })
            {
                draft.Add(new StepFinish(item, step.Attempt, StepStatus.Cancelled, MapValue.Empty, step.Error, null));
            }
        }
    }

    private static bool EndWhenDone(DecisionDraft draft, int ordinal, bool isEnding)
    {
        var (fold, loop) = (draft.Fold, Of(draft, ordinal));
        if (isEnding ? loop.Live > 0 : loop.Ended < loop.Count)
        {
            return false;
        }

        var (plan, step) = (fold.Plan.Steps[ordinal], fold.Step(ordinal));
        var outputs = plan.Loop?.While is null ? Outputs(fold, loop) : Iterating.Outputs(loop, false);
        var finish = new StepFinish(ordinal, step.Attempt, StepStatus.Completed, outputs, null, null);
        if (step.Stopping is { } reason)
        {
            finish =
                reason == StopReason.Timeout
                    ? finish with
                    {
                        Status = StepStatus.Timeout,
                        Error = TimedOut(plan),
                    }
                    : finish with
                    {
                        Status = StepStatus.Cancelled,
                    };
        }
        else if (loop.HasFailed)
        {
            finish = finish with { Status = StepStatus.Failed, Error = FirstError(fold, plan.Id, loop) };
        }

        draft.Add(Fitting(plan.Id, finish));
        return true;
    }

    private static StepError TimedOut(Definitions.PlanStep plan) =>
        new(
            "STEP_TIMEOUT",
            StepError.Timeout,
            $"step '{plan.Id}' timed out: the loop may take {plan.Definition.TimeoutSeconds} s (timeout_seconds)"
        );

    private static StepError FirstError(ExecutionFold fold, string id, LoopState loop)
    {
        var index = loop.FirstFailure ?? 0;
        var error = fold.Step(loop.First + index).Error;
        return new StepError(
            error?.Code ?? "UNKNOWN",
            error?.Type ?? StepError.Application,
            $"item {index} of step '{id}' failed: {error?.Message}"
        );
    }

    /// <summary>Outputs of a step are kept in its event: what is too large for one fails it, and says so.</summary>
    private static StepFinish Fitting(string id, StepFinish finish)
    {
        var size = ValueJson.Utf8Length(finish.Outputs);
        if (size <= ActionOutcome.MaxOutputBytes)
        {
            return finish;
        }

        finish = finish with { Outputs = MapValue.Of(("count", finish.Outputs["count"])) };
        if (finish.Status != StepStatus.Completed)
        {
            return finish;
        }

        var message =
            $"the results of step '{id}' take {size} bytes, {ActionOutcome.MaxOutputBytes} are allowed: give less for each item";
        return finish with
        {
            Status = StepStatus.Failed,
            Error = new StepError("OUTPUT_TOO_LARGE", StepError.Business, message),
        };
    }

    private static MapValue Outputs(ExecutionFold fold, LoopState loop)
    {
        var results = ImmutableArray.CreateBuilder<Value>(loop.Begun);
        var errors = ImmutableArray.CreateBuilder<Value>();
        for (var index = 0; index < loop.Begun; index++)
        {
            var item = fold.Step(loop.First + index);
            results.Add(item.Status == StepStatus.Completed ? item.Outputs : Value.Null);
            if (item.Status is StepStatus.Failed or StepStatus.Timeout)
            {
                errors.Add(
                    MapValue.Of(
                        ("index", Value.Of((long)index)),
                        ("code", Value.Of(item.Error?.Code)),
                        ("message", Value.Of(item.Error?.Message))
                    )
                );
            }
        }

        return MapValue.Of(
            ("results", Value.Of(results)),
            ("count", Value.Of((long)loop.Count)),
            ("errors", Value.Of(errors))
        );
    }

    private static string Kind(Value value) =>
        value switch
        {
            { IsNullOrUndefined: true } or StringValue { Content: "" } => "nothing",
            MapValue => "a map",
            StringValue => "a text",
            _ => value.ToString(),
        };

    private static void Refuse(DecisionDraft draft, int ordinal, int attempt, string problem)
    {
        var message = $"step '{draft.Fold.Plan.Steps[ordinal].Id}' {problem}";
        ControlFlow.Fail(draft, ordinal, attempt, new StepError("INVALID_PARAMS", StepError.Business, message));
    }
}
