using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// Signals from outside. Each is taken once, by the step that waited first; one that comes before its step is kept.
/// </summary>
internal static class Signalling
{
    /// <summary>The signal that approves; its payload says which step, who and why.</summary>
    public const string Approve = "approve";

    /// <summary>The signal that rejects.</summary>
    public const string Reject = "reject";

    private const int MostKept = 1_000;

    public static Decision Send(DecisionDraft draft, Signal signal)
    {
        var fold = draft.Fold;
        if (signal.Id is { } id && fold.Signals.Knows(id))
        {
            return Answers.Duplicate;
        }

        if (fold.Status.IsTerminal())
        {
            return Answers.Ended(fold);
        }

        if (Refusal(fold, signal) is { } refusal)
        {
            return refusal;
        }

        draft.Add(signal);
        if (FirstWaiting(fold, signal) is { } ordinal && fold.Step(ordinal) is { Flow: AwaitedSignal awaited } step)
        {
            Awaiting.Take(draft, ordinal, step.Attempt, awaited, fold.Signals.Count);
        }

        return Answers.Accepted;
    }

    /// <summary>The number of the first kept signal that a step would take; null when there is none.</summary>
    public static long? FirstKept(ExecutionFold fold, int ordinal, AwaitedSignal awaited)
    {
        foreach (var (number, signal) in fold.Signals.Kept)
        {
            if (Fits(fold.Plan.Steps[ordinal], awaited, signal))
            {
                return number;
            }
        }

        return null;
    }

    private static Decision.Rejected? Refusal(ExecutionFold fold, Signal signal)
    {
        var isDecision = signal.Name is Approve or Reject;
        var takers = fold
            .Plan.Steps.Where(s => Hears(s, isDecision) && !fold.Step(s.Ordinal).Status.IsTerminal())
            .ToList();
        if (takers.Count == 0)
        {
            var what = isDecision ? "that asks for an approval" : $"that could wait for '{signal.Name}'";
            return Refused($"no step of execution {fold.ExecutionId} is left {what}");
        }

        if (fold.Signals.Kept.Count >= MostKept)
        {
            return Refused(
                $"{MostKept} signals are kept for execution {fold.ExecutionId} already, and no step took them"
            );
        }

        return isDecision ? RefusalOfDecision(fold, takers, signal) : null;
    }

    private static Decision.Rejected? RefusalOfDecision(ExecutionFold fold, List<PlanStep> takers, Signal signal)
    {
        if (signal.Payload is not (MapValue or { IsNullOrUndefined: true }))
        {
            return Refused("a decision is {step, by, comment}, each of them optional");
        }

        var step = StepOf(signal);
        if (step is not null && takers.All(t => t.Id != step))
        {
            var names = string.Join(", ", takers.Select(t => t.Id));
            return Refused($"step '{step}' of execution {fold.ExecutionId} asks for no approval; these do: {names}");
        }

        var waiting = takers.Where(t => fold.Step(t.Ordinal).Flow is AwaitedSignal).ToList();
        if (step is null && waiting.Count > 1)
        {
            var names = string.Join(", ", waiting.Select(t => t.Id));
            return Refused(
                $"several steps of execution {fold.ExecutionId} ask for an approval, name one of them: {names}"
            );
        }

        var asked = waiting.Find(t => step is null || t.Id == step);
        if (asked is null || fold.Step(asked.Ordinal).Flow is not AwaitedSignal awaited || MayDecide(awaited, signal))
        {
            return null;
        }

        var approvers = string.Join(", ", awaited.Approvers ?? []);
        return new Decision.Rejected(
            RejectionCodes.NotAnApprover,
            $"step '{asked.Id}' is decided by one of: {approvers}; say who decides with 'by'"
        );
    }

    private static int? FirstWaiting(ExecutionFold fold, Signal signal)
    {
        int? first = null;
        foreach (var plan in fold.Plan.Steps)
        {
            var step = fold.Step(plan.Ordinal);
            var takes = step.Flow is AwaitedSignal awaited && Fits(plan, awaited, signal);
            if (takes && (first is not { } other || step.AttemptStartedAt < fold.Step(other).AttemptStartedAt))
            {
                first = plan.Ordinal;
            }
        }

        return first;
    }

    private static bool Fits(PlanStep plan, AwaitedSignal awaited, Signal signal)
    {
        if (plan.Action?.Type != ControlFlowActions.ApprovalType)
        {
            return signal.Name == awaited.Name && Matches(awaited.Match, signal.Payload);
        }

        return signal.Name is Approve or Reject
            && (StepOf(signal) is not { } step || step == plan.Id)
            && MayDecide(awaited, signal);
    }

    private static bool Matches(MapValue? match, Value payload) =>
        match is null || match.Entries.All(wanted => At(payload, wanted.Key).Equals(wanted.Value));

    /// <summary>What stands at a dotted key; a key that itself holds the dots comes first.</summary>
    private static Value At(Value value, string path)
    {
        if (value is not MapValue map)
        {
            return Value.Undefined;
        }

        if (map.TryGet(path, out var whole))
        {
            return whole;
        }

        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? Value.Undefined : At(map[path[..dot]], path[(dot + 1)..]);
    }

    private static bool MayDecide(AwaitedSignal awaited, Signal signal) =>
        awaited.Approvers is not { } approvers
        || ((signal.Payload as MapValue)?.Text("by") is { } by && approvers.Contains(by, StringComparer.Ordinal));

    private static bool Hears(PlanStep plan, bool isDecision) =>
        plan.Action?.Type == (isDecision ? ControlFlowActions.ApprovalType : ControlFlowActions.WaitForEventType);

    private static string? StepOf(Signal signal) => (signal.Payload as MapValue)?.Text("step");

    private static Decision.Rejected Refused(string message) => new(RejectionCodes.SignalRefused, message);
}
