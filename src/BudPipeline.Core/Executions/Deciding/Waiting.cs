using System.Globalization;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>The <c>delay</c> action: a durable wait of some seconds.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(168);

    public static void Wait(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        var given = parameters["seconds"] is { IsNullOrUndefined: false } seconds ? seconds : parameters["duration"];
        if (Span(given) is not { } span || span < TimeSpan.Zero || span > Longest)
        {
            var plan = draft.Fold.Plan.Steps[ordinal];
            var message =
                $"step '{plan.Id}' cannot wait for {given}: give seconds from 0 to {Longest.TotalSeconds:0}, "
                + "or a text such as 90s, 5m or 2h";
            ControlFlow.Fail(draft, ordinal, attempt, new StepError("INVALID_PARAMS", StepError.Business, message));
            return;
        }

        var outputs = MapValue.Of(("waited_seconds", Seconds(span)), ("reason", parameters["reason"]));
        draft.Add(new StepWait(ordinal, attempt, draft.Now + span, outputs));
    }

    private static TimeSpan? Span(Value given) =>
        given switch
        {
            LongValue l => Of(l.Content, 1),
            DoubleValue d => Of(d.Content, 1),
            StringValue s => OfText(s.Content.Trim()),
            _ => null,
        };

    private static TimeSpan? OfText(string text)
    {
        var (unit, factor) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => ("ms", 0.001),
            [.., 's'] => ("s", 1.0),
            [.., 'm'] => ("m", 60.0),
            [.., 'h'] => ("h", 3600.0),
            [.., 'd'] => ("d", 86400.0),
            _ => ("", 1.0),
        };
        return double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Of(number, factor)
            : null;
    }

    private static TimeSpan? Of(double number, double factor)
    {
        var seconds = number * factor;
        return double.IsFinite(seconds) && Math.Abs(seconds) <= 2 * Longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private static Value Seconds(TimeSpan span) =>
        span.Ticks % TimeSpan.TicksPerSecond == 0 ? Value.Of((long)span.TotalSeconds) : Value.Of(span.TotalSeconds);
}
