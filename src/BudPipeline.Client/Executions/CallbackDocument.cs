using System.Text.Json;

namespace BudPipeline.Client.Executions;

/// <summary>What a callback's URL is sent at the end of an execution. Fields are added, never changed.</summary>
/// <param name="ExecutionId">The execution.</param>
/// <param name="Status">How it ended, one of <see cref="StatusWords"/>.</param>
/// <param name="Outputs">What it gave; an object, empty unless it completed.</param>
/// <param name="Error">Why it did not complete.</param>
/// <param name="PipelineId">The saved pipeline; null when it was not one.</param>
/// <param name="PipelineName">The pipeline's name.</param>
/// <param name="CompletedAt">When it ended.</param>
public sealed record CallbackDocument(
    string ExecutionId,
    string Status,
    JsonElement Outputs,
    ErrorDocument? Error,
    string? PipelineId,
    string PipelineName,
    DateTimeOffset? CompletedAt
);
