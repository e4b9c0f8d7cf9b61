using System.Globalization;

namespace BudPipeline.Core.Expressions;

/// <summary>
/// The context of a template that is tried outside an execution: given names, completed to what the same template would
/// see inside one.
/// </summary>
public static class TrialContext
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>
    /// A context of these names: both spellings of <c>params</c>, <c>pipeline</c> and step outputs, <c>event</c> and
    /// <c>trigger</c> of the parameters, <c>now</c> and <c>today</c> of the moment, every secret deferred. What is given
    /// under its own name stays as it is.
    /// </summary>
    public static EvaluationContext Of(MapValue given, DateTimeOffset now)
    {
        var parameters = First(given, "params", "inputs") ?? MapValue.Empty;
        var pipeline = First(given, "pipeline", "workflow") ?? MapValue.Empty;
        var execution = First(given, "execution") ?? MapValue.Empty;
        var names = MapValue.Of(
            ("params", parameters),
            ("inputs", parameters),
            ("execution", execution),
            ("pipeline", pipeline),
            ("workflow", pipeline),
            ("execution_id", Member(execution, "id")),
            ("pipeline_id", Member(pipeline, "id")),
            ("event", TriggerEvent.Of(Member(parameters, "event"))),
            ("trigger", Member(parameters, "_trigger")),
            ("now", Moment(now)),
            ("today", Value.Of(now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
        );
        names = names.With(given);
        return new EvaluationContext(
            names.With(MapValue.Of(("steps", Steps(given["steps"])), ("secrets", SecretsMapValue.Any))),
            EvaluationLimits.Default
        );
    }

    /// <summary>A moment as templates see it; null when there was none.</summary>
    public static Value Moment(DateTimeOffset? moment) =>
        moment is { } at ? Value.Of(at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)) : Value.Null;

    private static Value? First(MapValue given, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (given.TryGet(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private static Value Member(Value value, string key) => value is MapValue map ? map[key] : Value.Undefined;

    private static MapValue Steps(Value given) =>
        given is MapValue steps
            ? MapValue.Of(steps.Entries.Select(step => KeyValuePair.Create(step.Key, Step(step.Value))))
            : MapValue.Empty;

    private static Value Step(Value given)
    {
        if (given is not MapValue step || First(step, "outputs", "output") is not { } outputs)
        {
            return given;
        }

        return MapValue.Of(("outputs", outputs), ("output", outputs)).With(step);
    }
}
