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
        var path = PathOf("api/v1/pipelines", query);
        using var answer = await SendAsync(HttpMethod.Get, path, null, ifMatch: null, cancellation);
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

    /// <summary>The definitions that a pipeline has had, the latest first.</summary>
    public Task<IReadOnlyList<PipelineVersion>> ListPipelineVersionsAsync(
        string id,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Get,
            $"{PipelinePath(id)}/versions",
            null,
            BudJson.Wire.IReadOnlyListPipelineVersion,
            cancellation
        );

    /// <summary>One of them by its number or hash.</summary>
    public Task<PipelineVersion> GetPipelineVersionAsync(
        string id,
        string version,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Get,
            $"{PipelinePath(id)}/versions/{Uri.EscapeDataString(version)}",
            null,
            BudJson.Wire.PipelineVersion,
            cancellation
        );

    /// <summary>What changed between two of them; null means the latest, and the one before it.</summary>
    public Task<PipelineDiff> DiffPipelineAsync(
        string id,
        string? from = null,
        string? to = null,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Get,
            new QueryText($"{PipelinePath(id)}/diff").With("from", from).With("to", to).ToString(),
            null,
            BudJson.Wire.PipelineDiff,
            cancellation
        );

    /// <summary>Up to a hundred pipelines with their definitions, as <see cref="ImportPipelinesAsync"/> takes them.</summary>
    public Task<PipelineBundle> ExportPipelinesAsync(PipelineQuery query, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Get,
            PathOf("api/v1/pipelines/export", query),
            null,
            BudJson.Wire.PipelineBundle,
            cancellation
        );

    /// <summary>Saves pipelines that were exported; what is wrong with one does not keep the others out.</summary>
    public Task<ImportReport> ImportPipelinesAsync(PipelineBundle bundle, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/pipelines/import",
            JsonContent.Create(bundle, BudJson.Wire.PipelineBundle),
            BudJson.Wire.ImportReport,
            cancellation
        );

    private static string PathOf(string path, PipelineQuery query) =>
        new QueryText(path)
            .With("name", query.Name)
            .With("name_contains", query.NameContains)
            .With("status", query.Status)
            .With("tags", query.Tags.Count == 0 ? null : string.Join(',', query.Tags))
            .With("include_system", query.IncludeSystem ? "true" : null)
            .With("limit", query.Limit?.ToString(CultureInfo.InvariantCulture))
            .With("cursor", query.Cursor)
            .ToString();

    private static string PipelinePath(string id) => $"api/v1/pipelines/{Uri.EscapeDataString(id)}";

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
