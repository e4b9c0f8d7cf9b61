using System.Text.Json;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Server.Api;

/// <summary>Values, errors and words of the core as the wire has them.</summary>
internal static class WireValues
{
    public static JsonElement EmptyObject { get; } = JsonElement.Parse("{}"u8);

    public static JsonElement ToWire(this MapValue map) =>
        map.Count == 0 ? EmptyObject : JsonElement.Parse(ValueJson.ToUtf8(map));

    public static ErrorDocument ToWire(this ExecutionError error) =>
        new(error.Code, error.Type, error.Message, error.Step, error.Attempt) { Uncompensated = error.Uncompensated };

    public static ErrorDocument ToWire(this StepError error, string step, int attempt) =>
        new(error.Code, error.Type, error.Message, step, attempt == 0 ? null : attempt);

    public static AwaitedSignalDocument ToWire(this AwaitedSignal awaited) =>
        new()
        {
            Signal = awaited.Name,
            Message = awaited.Message,
            Approvers = awaited.Approvers,
            Match = awaited.Match?.ToWire(),
        };

    public static string Word(this ExecutionPriority priority) =>
        priority switch
        {
            ExecutionPriority.High => "high",
            ExecutionPriority.Low => "low",
            _ => "normal",
        };

    public static string Word(this SkipReason reason) =>
        reason switch
        {
            SkipReason.Condition => "condition",
            SkipReason.Branch => "branch",
            SkipReason.UpstreamFailed => "upstream_failed",
            SkipReason.FailFast => "fail_fast",
            SkipReason.Cancelled => "cancelled",
            SkipReason.Timeout => "timeout",
            SkipReason.NotNeeded => "not_needed",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "unknown skip reason"),
        };

    /// <summary>A span in seconds with milliseconds, as documents show it.</summary>
    public static double Seconds(this TimeSpan span) => Math.Round(span.TotalSeconds, 3);
}
