using System.Net.Http.Json;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;

namespace BudPipeline.Client;

/// <content>Many executions at once, and deleting one.</content>
public sealed partial class BudPipelineClient
{
    /// <summary>Starts a saved pipeline once with each set of parameters.</summary>
    public Task<BulkReport> StartBatchAsync(BatchRequest request, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/executions/batch",
            JsonContent.Create(request, BudJson.Wire.BatchRequest),
            BudJson.Wire.BulkReport,
            cancellation
        );

    /// <summary>Cancels a page of the executions that match and have not ended.</summary>
    /// <param name="query">Which; it must not be empty.</param>
    /// <param name="request">How.</param>
    /// <param name="dryRun">Only names them.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<BulkReport> CancelAllAsync(
        ExecutionQuery query,
        BulkRequest request,
        bool dryRun = false,
        CancellationToken cancellation = default
    ) => BulkAsync("api/v1/executions/cancel", query, request, dryRun, cancellation);

    /// <summary>Retries a page of the executions that match and did not complete.</summary>
    /// <param name="query">Which; it must not be empty.</param>
    /// <param name="request">How.</param>
    /// <param name="dryRun">Only names them.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<BulkReport> RetryAllAsync(
        ExecutionQuery query,
        BulkRequest request,
        bool dryRun = false,
        CancellationToken cancellation = default
    ) => BulkAsync("api/v1/executions/retry", query, request, dryRun, cancellation);

    /// <summary>Deletes an execution that has ended, with its history.</summary>
    public async Task DeleteExecutionAsync(string id, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(HttpMethod.Delete, ExecutionPath(id), null, ifMatch: null, cancellation);
    }

    private Task<BulkReport> BulkAsync(
        string path,
        ExecutionQuery query,
        BulkRequest request,
        bool dryRun,
        CancellationToken cancellation
    ) =>
        SendAsync(
            HttpMethod.Post,
            PathOf(path, query).With("dry_run", dryRun ? "true" : null).ToString(),
            JsonContent.Create(request, BudJson.Wire.BulkRequest),
            BudJson.Wire.BulkReport,
            cancellation
        );
}
