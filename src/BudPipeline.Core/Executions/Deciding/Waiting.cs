using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>The <c>delay</c> action: a durable wait of some seconds.</summary>
internal static class Waiting
{
    public static void Wait(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        var given = parameters["seconds"] is { IsNullOrUndefined: false } number ? number : parameters["duration"];
        if (Seconds(given) is not (>= 0 and <= ControlFlowActions.MaxDelaySeconds and var seconds))
        {
            var plan = draft.Fold.Plan.Steps[ordinal];
            var message =
                $"step '{plan.Id}' cannot wait for {given}: give seconds from 0 to "
                + $"{ControlFlowActions.MaxDelaySeconds}, or a text such as 90s, 5m, 1h30m or 2d";
            ControlFlow.Fail(draft, ordinal, attempt, new StepError("INVALID_PARAMS", StepError.Business, message));
            return;
        }

        var waited = seconds == Math.Floor(seconds) ? Value.Of((long)seconds) : Value.Of(seconds);
        var outputs = MapValue.Of(("waited_seconds", waited), ("reason", parameters["reason"]));
        draft.Add(new StepWait(ordinal, attempt, draft.Now + TimeSpan.FromSeconds(seconds), outputs));
    }

    private static double? Seconds(Value given) =>
        given switch
        {
            LongValue l => l.Content,
            DoubleValue d => d.Content,
            StringValue s => SpanText.Seconds(s.Content),
            _ => null,
        };
}
