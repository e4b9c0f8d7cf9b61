using System.Text.Json;
using BudPipeline.Client.Errors;

namespace BudPipeline.Client.Executions;

/// <summary>Starts a saved pipeline once with each of several sets of parameters.</summary>
public sealed record BatchRequest : StartOptions
{
    /// <summary>The pipeline.</summary>
    public string? PipelineId { get; init; }

    /// <summary>The same as <see cref="PipelineId"/>.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>1 to 1,000 objects, each laid over <see cref="StartOptions.Params"/>.</summary>
    public IReadOnlyList<JsonElement>? ParamSets { get; init; }
}

/// <summary>What is done to all executions that a filter matches.</summary>
public sealed record BulkRequest
{
    /// <summary>Why they are to be cancelled, in the words of whoever asks.</summary>
    public string? Reason { get; init; }

    /// <summary>How they are retried, as in <see cref="RetryRequest"/>.</summary>
    public string? Mode { get; init; }
}

/// <summary>What became of each of many executions, one page of them at a time.</summary>
/// <param name="DryRun">Whether this only says what would be done.</param>
/// <param name="TotalCount">How many match in all.</param>
/// <param name="Results">One an execution of this page.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null at the end.</param>
public sealed record BulkReport(bool DryRun, long TotalCount, IReadOnlyList<BulkResult> Results, string? NextCursor);

/// <summary>What became of one of many executions.</summary>
/// <param name="Outcome">started, cancelled, retried or failed; matched in a dry run.</param>
/// <param name="Id">The execution; null when it could not be started.</param>
/// <param name="RetryId">The execution that repeats it.</param>
/// <param name="Problem">Why it failed.</param>
public sealed record BulkResult(string Outcome, string? Id, string? RetryId = null, Problem? Problem = null);
