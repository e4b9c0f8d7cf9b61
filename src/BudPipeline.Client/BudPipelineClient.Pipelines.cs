using System.Globalization;
using System.Net.Http.Json;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;

namespace BudPipeline.Client;

/// <content>Saved pipelines.</content>
public sealed partial class BudPipelineClient
{
    /// <summary>Saves a definition as a pipeline.</summary>
    public Task<PipelineDocument> CreatePipelineAsync(
        PipelineRequest request,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/pipelines",
            JsonContent.Create(request, BudJson.Wire.PipelineRequest),
            BudJson.Wire.PipelineDocument,
            cancellation
        );

    /// <summary>One pipeline with its definition.</summary>
    public Task<PipelineDocument> GetPipelineAsync(string id, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Get, PipelinePath(id), null, BudJson.Wire.PipelineDocument, cancellation);

    /// <summary>A page of pipelines, the newest first.</summary>
    public async Task<PipelinePage> ListPipelinesAsync(PipelineQuery query, CancellationToken cancellation = default)
    {
        var path = new QueryText("api/v1/pipelines")
            .With("name", query.Name)
            .With("name_contains", query.NameContains)
            .With("status", query.Status)
            .With("tags", query.Tags.Count == 0 ? null : string.Join(',', query.Tags))
            .With("include_system", query.IncludeSystem ? "true" : null)
            .With("limit", query.Limit?.ToString(CultureInfo.InvariantCulture))
            .With("cursor", query.Cursor);
        using var answer = await SendAsync(HttpMethod.Get, path.ToString(), null, ifMatch: null, cancellation);
        var pipelines = await ReadAsync(answer, BudJson.Wire.IReadOnlyListPipelineDocument, cancellation);
        var total = Header(answer, "X-Total-Count");
        return new PipelinePage(
            pipelines,
            total is null ? pipelines.Count : long.Parse(total, CultureInfo.InvariantCulture),
            Header(answer, "X-Next-Cursor")
        );
    }

    /// <summary>Changes what the request names.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="request">What changes.</param>
    /// <param name="ifRevision">
    /// The revision that it was made from: <see cref="Errors.ConflictException"/> when it is no longer the latest.
    /// </param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<PipelineDocument> UpdatePipelineAsync(
        string id,
        PipelineRequest request,
        long? ifRevision = null,
        CancellationToken cancellation = default
    )
    {
        using var body = JsonContent.Create(request, BudJson.Wire.PipelineRequest);
        using var answer = await SendAsync(HttpMethod.Patch, PipelinePath(id), body, ifRevision, cancellation);
        return await ReadAsync(answer, BudJson.Wire.PipelineDocument, cancellation);
    }

    /// <summary>Deletes a pipeline; its executions stay.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="ifRevision">Only while this is its latest revision.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task DeletePipelineAsync(string id, long? ifRevision = null, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(HttpMethod.Delete, PipelinePath(id), null, ifRevision, cancellation);
    }

    private static string PipelinePath(string id) => $"api/v1/pipelines/{Uri.EscapeDataString(id)}";

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
