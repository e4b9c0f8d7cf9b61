using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// The <c>wait_until</c> action: a durable wait for a moment, or for a condition that is looked at again and again.
/// </summary>
internal static class WaitingUntil
{
    private const double ShortestSeconds = 60;
    private const double DefaultPatience = 3600;
    private const double DefaultInterval = 30;
    private static readonly string[] Ways = ["duration_hours", "until_time", "condition"];
    private static readonly TimeSpan Longest = TimeSpan.FromHours(ControlFlowActions.MaxWaitHours);

    public static void Wait(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        var isGiven = (string name) =>
            parameters[name] is { IsNullOrUndefined: false } and not StringValue { Content: "" };
        var given = Ways.Where(isGiven).ToList();
        switch (given)
        {
            case ["duration_hours"]:
                WaitForHours(draft, ordinal, attempt, parameters);
                break;
            case ["until_time"]:
                WaitForTime(draft, ordinal, attempt, parameters);
                break;
            case ["condition"]:
                Poll(draft, ordinal, attempt, parameters);
                break;
            default:
                var how = given.Count == 0 ? "nothing to wait for" : string.Join(" and ", given);
                Refuse(draft, ordinal, attempt, $"has {how}: give one of duration_hours, until_time and condition");
                break;
        }
    }

    /// <summary>The moment has come: the wait is over, or the condition is looked at once more.</summary>
    public static void WakeUp(DecisionDraft draft, int ordinal)
    {
        var step = draft.Fold.Step(ordinal);
        if (step.Outputs.TryGet("waited", out _))
        {
            Complete(draft, ordinal, step.Attempt, step.Outputs);
            return;
        }

        var rendered = draft.Fold.Plan.Steps[ordinal].Params.Render(ExecutionScope.Context(draft.Fold, draft.Now));
        if (rendered.Error is { } error)
        {
            var plan = draft.Fold.Plan.Steps[ordinal];
            ControlFlow.Fail(draft, ordinal, step.Attempt, TemplateErrors.OfParams(plan, error));
            return;
        }

        Poll(draft, ordinal, step.Attempt, rendered.Value as MapValue ?? MapValue.Empty);
    }

    private static void WaitForHours(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        var hours = ActionParams.NumberOf(parameters["duration_hours"]);
        var seconds = Math.Round((hours ?? 0) * 3600);
        // 0.0167 hours, the least of contract §c.2, are a minute and a little.
        if (seconds < ShortestSeconds || seconds > Longest.TotalSeconds)
        {
            var text = ActionParams.TextOf(parameters["duration_hours"]);
            Refuse(draft, ordinal, attempt, $"cannot wait for {text} hours: give duration_hours from 0.0167 to 168");
            return;
        }

        Begin(draft, ordinal, attempt, draft.Now.AddSeconds(seconds));
    }

    private static void WaitForTime(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        var name = parameters.Text("timezone") is { Length: > 0 } written ? written : "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            Refuse(
                draft,
                ordinal,
                attempt,
                $"names the time zone '{name}', which is not known: write it as Europe/Berlin"
            );
            return;
        }

        var text = ActionParams.TextOf(parameters["until_time"]);
        if (WakeTime.Parse(text, zone, draft.Now) is not { } due)
        {
            const string remedy = "write 2026-03-01T08:00:00, or 08:00 for its next occurrence";
            Refuse(draft, ordinal, attempt, $"has the until_time '{text}', which is no time: {remedy}");
        }
        else if (due <= draft.Now)
        {
            Refuse(draft, ordinal, attempt, $"cannot wait until {text}: that is past");
        }
        else if (due - draft.Now > Longest)
        {
            Refuse(draft, ordinal, attempt, $"cannot wait until {text}: that is more than 168 hours away");
        }
        else
        {
            Begin(draft, ordinal, attempt, due);
        }
    }

    private static void Poll(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        var step = draft.Fold.Step(ordinal);
        var since = step.StartedAt ?? draft.Now;
        var patience = Seconds(parameters, "timeout_seconds", DefaultPatience);
        var interval = Seconds(parameters, "poll_interval_seconds", DefaultInterval);
        if (patience is not (>= 1 and <= ControlFlowActions.MaxWaitHours * 3600d) || interval is not >= 1)
        {
            const string remedy = "give timeout_seconds from 1 to 604800 and poll_interval_seconds of at least 1";
            Refuse(draft, ordinal, attempt, $"cannot look at its condition like that: {remedy}");
            return;
        }

        var names = ParamsScope.Context(draft.Fold, draft.Now, parameters);
        var decided = Conditions.Holds(parameters["condition"], names);
        if (decided.Error is { } error)
        {
            ControlFlow.Fail(draft, ordinal, attempt, Conditions.Undecided(draft, ordinal, error));
        }
        else if (decided.Value is BoolValue { Content: true })
        {
            Complete(draft, ordinal, attempt, Outputs(null));
        }
        else if (draft.Now >= since.AddSeconds(patience.Value))
        {
            var id = draft.Fold.Plan.Steps[ordinal].Id;
            var message =
                $"step '{id}' waited {patience:0.###} s and its condition did not come true (timeout_seconds)";
            var timeout = new StepError("WAIT_TIMEOUT", StepError.Timeout, message);
            draft.Add(new StepFinish(ordinal, attempt, StepStatus.Timeout, MapValue.Empty, timeout, null));
        }
        else
        {
            var (next, last) = (draft.Now.AddSeconds(interval.Value), since.AddSeconds(patience.Value));
            draft.Add(new StepWait(ordinal, attempt, next < last ? next : last, MapValue.Empty));
        }
    }

    private static double? Seconds(MapValue parameters, string name, double otherwise) =>
        parameters[name].IsNullOrUndefined ? otherwise : ActionParams.NumberOf(parameters[name]);

    private static void Begin(DecisionDraft draft, int ordinal, int attempt, DateTimeOffset due) =>
        draft.Add(new StepWait(ordinal, attempt, due, Outputs(due)));

    private static MapValue Outputs(DateTimeOffset? scheduled) =>
        MapValue.Of(("waited", Value.True), ("scheduled_wake_time", ExecutionScope.Time(scheduled)));

    private static void Complete(DecisionDraft draft, int ordinal, int attempt, MapValue outputs)
    {
        var since = draft.Fold.Step(ordinal).StartedAt ?? draft.Now;
        var woken = outputs.With(
            MapValue.Of(
                ("actual_wake_time", ExecutionScope.Time(draft.Now)),
                ("wait_duration_seconds", Value.Of((draft.Now - since).TotalSeconds))
            )
        );
        draft.Add(new StepFinish(ordinal, attempt, StepStatus.Completed, woken, null, null));
    }

    private static void Refuse(DecisionDraft draft, int ordinal, int attempt, string problem)
    {
        var message = $"step '{draft.Fold.Plan.Steps[ordinal].Id}' {problem}";
        ControlFlow.Fail(draft, ordinal, attempt, new StepError("INVALID_PARAMS", StepError.Business, message));
    }
}
