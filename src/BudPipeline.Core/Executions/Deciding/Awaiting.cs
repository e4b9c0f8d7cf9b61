using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// The <c>wait_for_event</c> and <c>approval</c> actions: a step that waits for a signal, and what it gives once it has it.
/// </summary>
internal static class Awaiting
{
    private const double LongestSeconds = 365 * 24 * 3600;

    public static void Event(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        if (parameters.Text("event") is not { Length: > 0 } name)
        {
            Refuse(draft, ordinal, attempt, "waits for no event: give event the name of one");
            return;
        }

        if (parameters["match"] is not (MapValue or { IsNullOrUndefined: true }) and var wrong)
        {
            Refuse(draft, ordinal, attempt, $"matches by {wrong}: match is a map of dotted keys to values");
            return;
        }

        Await(draft, ordinal, attempt, parameters, new AwaitedSignal(name, parameters["match"] as MapValue));
    }

    public static void Approval(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        ImmutableArray<string>? approvers = parameters["approvers"] switch
        {
            StringValue { Content.Length: > 0 } one => [one.Content],
            ListValue { Items.IsEmpty: false } list => [.. list.Items.Select(ActionParams.TextOf)],
            _ => null,
        };
        var awaited = new AwaitedSignal(
            Signalling.Approve,
            null,
            approvers,
            parameters.Text("message"),
            parameters.Text("on_reject") == ControlFlowActions.Continue ? true : null
        );
        Await(draft, ordinal, attempt, parameters, awaited);
    }

    /// <summary>Gives a waiting step its signal.</summary>
    public static void Take(DecisionDraft draft, int ordinal, int attempt, AwaitedSignal awaited, long number)
    {
        var signal = draft.Fold.Signals.Kept[number];
        var finish = new StepFinish(ordinal, attempt, StepStatus.Completed, MapValue.Empty, null, null, null, number);
        if (draft.Fold.Plan.Steps[ordinal].Action?.Type != ControlFlowActions.ApprovalType)
        {
            draft.Add(
                finish with
                {
                    Outputs = MapValue.Of(
                        ("event", Value.Of(signal.Name)),
                        ("payload", signal.Payload),
                        ("received_at", ExecutionScope.Time(draft.Now))
                    ),
                }
            );
            return;
        }

        var decision = signal.Payload as MapValue ?? MapValue.Empty;
        var approved = signal.Name == Signalling.Approve;
        var (by, comment) = (decision.Text("by"), decision.Text("comment"));
        finish = finish with
        {
            Outputs = MapValue.Of(
                ("approved", Value.Of(approved)),
                ("by", Value.Of(by)),
                ("comment", Value.Of(comment))
            ),
        };
        draft.Add(approved || awaited.ContinueOnReject == true ? finish : Rejected(draft, finish, by, comment));
    }

    /// <summary>Nobody sent the signal in time.</summary>
    public static void GiveUp(DecisionDraft draft, int ordinal)
    {
        var (plan, step) = (draft.Fold.Plan.Steps[ordinal], draft.Fold.Step(ordinal));
        var isApproval = plan.Action?.Type == ControlFlowActions.ApprovalType;
        var what = isApproval ? "for an approval" : $"for the event '{(step.Flow as AwaitedSignal)?.Name}'";
        var error = new StepError(
            isApproval ? "APPROVAL_TIMEOUT" : "EVENT_TIMEOUT",
            StepError.Timeout,
            $"step '{plan.Id}' waited {(draft.Now - step.StartedAt)?.TotalSeconds:0} s {what} and gave up (timeout_seconds)"
        );
        draft.Add(new StepFinish(ordinal, step.Attempt, StepStatus.Timeout, MapValue.Empty, error, null));
    }

    private static void Await(DecisionDraft draft, int ordinal, int attempt, MapValue parameters, AwaitedSignal signal)
    {
        var patience = parameters["timeout_seconds"];
        var seconds = ActionParams.NumberOf(patience);
        if (!patience.IsNullOrUndefined && seconds is not (> 0 and <= LongestSeconds))
        {
            Refuse(draft, ordinal, attempt, $"cannot wait {patience} s: give timeout_seconds above 0, up to 31536000");
            return;
        }

        if (Signalling.FirstKept(draft.Fold, ordinal, signal) is { } number)
        {
            Take(draft, ordinal, attempt, signal, number);
            return;
        }

        draft.Add(new StepAwait(ordinal, attempt, signal, seconds is { } span ? draft.Now.AddSeconds(span) : null));
    }

    /// <summary>The safe end: whatever hangs on an approval does not run without it.</summary>
    private static StepFinish Rejected(DecisionDraft draft, StepFinish finish, string? by, string? comment)
    {
        var who = by is null ? "was rejected" : $"was rejected by {by}";
        var why = comment is null ? "" : $": {comment}";
        var message = $"step '{draft.Fold.Plan.Steps[finish.Ordinal].Id}' {who}{why}";
        return finish with
        {
            Status = StepStatus.Failed,
            Error = new StepError("REJECTED", StepError.Business, message),
        };
    }

    private static void Refuse(DecisionDraft draft, int ordinal, int attempt, string problem)
    {
        var message = $"step '{draft.Fold.Plan.Steps[ordinal].Id}' {problem}";
        ControlFlow.Fail(draft, ordinal, attempt, new StepError("INVALID_PARAMS", StepError.Business, message));
    }
}
