using System.Collections.Immutable;
using System.Text.Json;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>
/// The one JSON text of a definition: defaults filled in, no white space, the keys of every map sorted by their UTF-16
/// units, numbers with a fraction told from integers, fields that are null left out. YAML and JSON of one pipeline have
/// the same one, and <see cref="DefinitionReader"/> reads it back.
/// </summary>
public static class CanonicalJson
{
    /// <summary>The canonical text.</summary>
    public static string Write(PipelineDefinition definition) => ValueJson.ToText(Sorted(ToValue(definition)));

    private static MapValue ToValue(PipelineDefinition definition) =>
        Map(
            ("name", Value.Of(definition.Name)),
            ("version", Value.Of(definition.Version)),
            ("description", Optional(definition.Description)),
            ("parameters", Value.Of(definition.Parameters.Select(ToValue))),
            ("settings", ToValue(definition.Settings)),
            ("steps", definition.Phases.IsEmpty ? Steps(definition, 0, definition.FinallyFrom) : null),
            ("phases", definition.Phases.IsEmpty ? null : Phases(definition)),
            (
                "finally",
                definition.FinallyCount == 0 ? null : Steps(definition, definition.FinallyFrom, definition.FinallyCount)
            ),
            ("outputs", definition.Outputs)
        );

    private static Value Steps(PipelineDefinition definition, int first, int count) =>
        Value.Of(definition.Steps.Skip(first).Take(count).Select(ToValue));

    private static Value Phases(PipelineDefinition definition)
    {
        var phases = new List<Value>(definition.Phases.Length);
        var first = 0;
        foreach (var phase in definition.Phases)
        {
            phases.Add(
                Map(
                    ("name", Optional(phase.Name)),
                    ("group", Value.Of((long)phase.Group)),
                    ("tasks", Steps(definition, first, phase.TaskCount))
                )
            );
            first += phase.TaskCount;
        }

        return Value.Of(phases);
    }

    private static MapValue ToValue(ParameterDefinition parameter) =>
        Map(
            ("name", Value.Of(parameter.Name)),
            ("type", Value.Of(parameter.TypeName)),
            ("description", Optional(parameter.Description)),
            ("required", Value.Of(parameter.Required)),
            ("default", parameter.Default)
        );

    private static MapValue ToValue(PipelineSettings settings) =>
        Map(
            ("timeout_seconds", Value.Of((long)settings.TimeoutSeconds)),
            ("fail_fast", Value.Of(settings.FailFast)),
            ("max_parallel_steps", Value.Of((long)settings.MaxParallelSteps)),
            ("retry_policy", ToValue(settings.RetryPolicy)),
            ("skip_propagation", Word(settings.SkipPropagation)),
            // Left out where it says nothing, so that definitions keep the hash they had before there was such a setting.
            ("strict", settings.Strict ? Value.True : null)
        );

    private static MapValue ToValue(StepDefinition step) =>
        Map(
            ("id", Value.Of(step.Id)),
            ("name", Value.Of(step.Name)),
            ("action", Value.Of(step.Action)),
            ("params", step.Params),
            ("depends_on", Texts(step.DependsOn)),
            ("outputs", Texts(step.Outputs)),
            ("condition", Optional(step.Condition)),
            ("on_failure", Word(step.OnFailure)),
            ("timeout_seconds", step.TimeoutSeconds is { } seconds ? Value.Of((long)seconds) : null),
            ("retry", ToValue(step.Retry)),
            ("weight", Value.Of(step.Weight)),
            ("run_when", step.RunWhen is { } rule ? Word(rule) : null),
            ("idempotent", step.Idempotent is { } idempotent ? Value.Of(idempotent) : null),
            ("total_timeout_seconds", step.TotalTimeoutSeconds is { } total ? Value.Of((long)total) : null),
            ("compensate", step.Compensate is { } compensation ? ToValue(compensation) : null)
        );

    private static MapValue ToValue(CompensationDefinition compensation) =>
        Map(
            ("action", Value.Of(compensation.Action)),
            ("params", compensation.Params),
            ("timeout_seconds", compensation.TimeoutSeconds is { } seconds ? Value.Of((long)seconds) : null),
            ("retry", ToValue(compensation.Retry))
        );

    private static MapValue? ToValue(RetryPolicy? policy) =>
        policy is null
            ? null
            : Map(
                ("max_attempts", Value.Of((long)policy.MaxAttempts)),
                ("backoff_seconds", Value.Of((long)policy.BackoffSeconds)),
                ("backoff_multiplier", Value.Of(policy.BackoffMultiplier)),
                ("max_backoff_seconds", Value.Of((long)policy.MaxBackoffSeconds)),
                ("retry_on", Texts(policy.RetryOn)),
                ("jitter", policy.Jitter > 0 ? Value.Of(policy.Jitter) : null)
            );

    private static MapValue Map(params ReadOnlySpan<(string Key, Value? Value)> fields)
    {
        var entries = new List<KeyValuePair<string, Value>>(fields.Length);
        foreach (var (key, value) in fields)
        {
            if (value is not null)
            {
                entries.Add(new(key, value));
            }
        }

        return MapValue.Of(entries);
    }

    private static Value? Optional(string? text) => text is null ? null : Value.Of(text);

    private static Value Texts(ImmutableArray<string> texts) => Value.Of(texts.Select(t => Value.Of(t)));

    private static Value Word<T>(T word)
        where T : struct, Enum => Value.Of(JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()));

    private static Value Sorted(Value value) =>
        value switch
        {
            MapValue map => MapValue.Of(
                map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal)
                    .Select(e => KeyValuePair.Create(e.Key, Sorted(e.Value)))
            ),
            ListValue list => Value.Of(list.Items.Select(Sorted)),
            _ => value,
        };
}
