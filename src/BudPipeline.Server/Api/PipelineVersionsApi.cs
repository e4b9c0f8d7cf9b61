using System.Text.Json;
using BudPipeline.Actors.Executions;
using BudPipeline.Client.Pipelines;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>The definitions that a pipeline has had, and how they differ.</summary>
internal static class PipelineVersionsApi
{
    private const int LargestSize = 100;

    public static void MapPipelineVersions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/pipelines/{id}").WithTags("Pipelines").MayBeCalledBy(CallerRole.Viewer);
        group
            .MapGet("/versions", ListAsync)
            .WithSummary("List the definitions that a pipeline has had, the latest first")
            .ProducesProblems(400, 404);
        group
            .MapGet("/versions/{version}", GetAsync)
            .WithSummary("Read one of them by its number or hash")
            .ProducesProblems(404);
        group
            .MapGet("/diff", DiffAsync)
            .WithSummary("What changed between two of them; by default from the one before the latest to the latest")
            .ProducesProblems(404);
    }

    private static async Task<Ok<IReadOnlyList<PipelineVersion>>> ListAsync(
        string id,
        SavedPipelines pipelines,
        PipelineVersionsTable versions,
        Caller caller,
        [FromQuery(Name = "before")] long? before,
        [FromQuery(Name = "limit")] int? limit
    )
    {
        await pipelines.FindAsync(id, caller.Owner);
        var size = ListQueries.InRange(limit ?? LargestSize, 1, LargestSize, "limit");
        var rows = await versions.ListAsync(id, before ?? long.MaxValue, size);
        return TypedResults.Ok<IReadOnlyList<PipelineVersion>>(rows.ConvertAll(PipelineDocuments.Summary));
    }

    private static async Task<Ok<PipelineVersion>> GetAsync(
        string id,
        string version,
        SavedPipelines pipelines,
        PipelineVersionsTable versions,
        PipelineDocuments documents,
        Caller caller,
        CancellationToken cancellation
    )
    {
        await pipelines.FindAsync(id, caller.Owner);
        return TypedResults.Ok(
            await documents.WithDefinitionAsync(await DemandAsync(versions, id, version), cancellation)
        );
    }

    private static async Task<Ok<PipelineDiff>> DiffAsync(
        string id,
        SavedPipelines pipelines,
        PipelineVersionsTable versions,
        IPlanSource plans,
        Caller caller,
        [FromQuery(Name = "from")] string? from,
        [FromQuery(Name = "to")] string? to,
        CancellationToken cancellation
    )
    {
        await pipelines.FindAsync(id, caller.Owner);
        var after = await DemandAsync(versions, id, to ?? await LatestAsync(versions, id, long.MaxValue));
        var before = await DemandAsync(versions, id, from ?? await LatestAsync(versions, id, after.Number));
        var old = await plans.LoadAsync(before.Hash, before.PlanVersion, cancellation);
        var changed = await plans.LoadAsync(after.Hash, after.PlanVersion, cancellation);
        var changes = DefinitionDiff.Between(old.Definition, changed.Definition);
        return TypedResults.Ok(new PipelineDiff(before.Number, after.Number, [.. changes.Select(ToWire)]));
    }

    private static async Task<string> LatestAsync(PipelineVersionsTable versions, string id, long before) =>
        await versions.ListAsync(id, before, limit: 1) is [var latest]
            ? $"{latest.Number}"
            : throw new ProblemException(
                Problems.VersionNotFound(id, before == long.MaxValue ? "latest" : "before it")
            );

    private static async Task<PipelineVersionRow> DemandAsync(
        PipelineVersionsTable versions,
        string id,
        string version
    ) => await versions.FindAsync(id, version) ?? throw new ProblemException(Problems.VersionNotFound(id, version));

    private static PipelineChange ToWire(DefinitionChange change) =>
        new(
            change.Path,
            change.Before is null ? "added"
                : change.After is null ? "removed"
                : "changed",
            Json(change.Before),
            Json(change.After)
        );

    private static JsonElement? Json(Value? value) => value is null ? null : JsonElement.Parse(ValueJson.ToUtf8(value));
}
