using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>The steps that the core decides itself: nothing of them ever runs on a node.</summary>
internal static class ControlFlow
{
    public static void Decide(DecisionDraft draft, int ordinal)
    {
        var plan = draft.Fold.Plan.Steps[ordinal];
        var attempt = draft.Fold.Step(ordinal).Attempt + 1;
        var rendered = plan.Params.Render(ExecutionScope.Context(draft.Fold, draft.Now));
        if (rendered.Error is { } error)
        {
            Fail(draft, ordinal, attempt, TemplateErrors.OfParams(plan, error));
            return;
        }

        var parameters = rendered.Value as MapValue ?? MapValue.Empty;
        switch (plan.Action?.Type)
        {
            case ControlFlowActions.DelayType:
                Waiting.Wait(draft, ordinal, attempt, parameters);
                break;
            case ControlFlowActions.WaitUntilType:
                WaitingUntil.Wait(draft, ordinal, attempt, parameters);
                break;
            case ControlFlowActions.WhileType:
                Iterating.Open(draft, ordinal, attempt, parameters);
                break;
            case ControlFlowActions.ForEachType:
                Looping.Open(draft, ordinal, attempt, parameters);
                break;
            case ControlFlowActions.WaitForEventType:
                Awaiting.Event(draft, ordinal, attempt, parameters);
                break;
            case ControlFlowActions.ApprovalType:
                Awaiting.Approval(draft, ordinal, attempt, parameters);
                break;
            case ControlFlowActions.ConditionalType:
                Branching.Choose(draft, ordinal, attempt, parameters);
                break;
            default:
                var message = $"action '{plan.Definition.Action}' is no control flow that this version knows";
                Fail(draft, ordinal, attempt, new StepError("ACTION_NOT_FOUND", StepError.Business, message));
                break;
        }
    }

    /// <summary>The moment that a step waited for has come.</summary>
    public static void WakeUp(DecisionDraft draft, int ordinal)
    {
        var step = draft.Fold.Step(ordinal);
        if (step.Flow is AwaitedSignal)
        {
            Awaiting.GiveUp(draft, ordinal);
        }
        else if (draft.Fold.Plan.Steps[ordinal].Action?.Type == ControlFlowActions.WaitUntilType)
        {
            WaitingUntil.WakeUp(draft, ordinal);
        }
        else
        {
            draft.Add(new StepFinish(ordinal, step.Attempt, StepStatus.Completed, step.Outputs, null, null));
        }
    }

    internal static void Fail(DecisionDraft draft, int ordinal, int attempt, StepError error) =>
        draft.Add(new StepFinish(ordinal, attempt, StepStatus.Failed, MapValue.Empty, error, null));
}
