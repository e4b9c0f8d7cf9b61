using System.Text.Json;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Trying;

/// <summary>The names that a template of an execution sees, of the execution as the API shows it.</summary>
internal static class ExecutionNames
{
    public static MapValue Of(ExecutionDocument execution) =>
        MapValue.Of(
            ("params", Read(execution.Params)),
            (
                "steps",
                MapValue.Of(
                    (execution.Steps ?? new Dictionary<string, StepDocument>()).Select(step =>
                        KeyValuePair.Create(step.Key, (Value)Step(step.Value))
                    )
                )
            ),
            (
                "execution",
                MapValue.Of(
                    ("id", Value.Of(execution.Id)),
                    ("started_at", Moment(execution.CreatedAt)),
                    ("attempt", Value.Of(1L))
                )
            ),
            (
                "pipeline",
                MapValue.Of(
                    ("id", Value.Of(execution.PipelineId)),
                    ("name", Value.Of(execution.Pipeline.Name)),
                    ("version", Value.Of(execution.Pipeline.Version))
                )
            )
        );

    private static MapValue Step(StepDocument step) =>
        MapValue.Of(
            ("status", Value.Of(step.Status)),
            ("outputs", Read(step.Outputs)),
            ("error", Value.Of(step.Error?.Message)),
            ("started_at", Moment(step.StartedAt)),
            ("completed_at", Moment(step.CompletedAt)),
            ("duration_seconds", step.DurationSeconds is { } seconds ? Value.Of(seconds) : Value.Null),
            ("attempt", Value.Of((long)step.Attempt))
        );

    private static Value Read(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? MapValue.Empty : ValueJson.Parse(element.GetRawText());

    private static Value Moment(DateTimeOffset? moment) => TrialContext.Moment(moment);
}
