using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>Saving pipelines, reading, changing and deleting them.</summary>
internal static class PipelinesApi
{
    public static void MapPipelines(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/pipelines").WithTags("Pipelines");
        group
            .MapPost("/", CreateAsync)
            .Audited("pipeline.create")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Save a definition as a pipeline; without steps it is a draft")
            .Accepts<PipelineRequest>("application/json")
            .ProducesProblems(400, 403, 409, 413, 415);
        group
            .MapGet("/", PipelineList.ReadAsync)
            .MayBeCalledBy(CallerRole.Viewer)
            .WithSummary(
                "List pipelines, the newest first; the headers X-Total-Count, X-Next-Cursor and Link say where the page stands"
            )
            .ProducesProblems(400);
        group
            .MapGet("/{id}", GetAsync)
            .MayBeCalledBy(CallerRole.Viewer)
            .WithSummary("Read one pipeline with its definition")
            .ProducesProblems(404);
        group
            .MapPut("/{id}", UpdateAsync)
            .Audited("pipeline.update")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Change what the body names; If-Match (412) or revision (409) guards against lost updates")
            .Accepts<PipelineRequest>("application/json")
            .ProducesProblems(400, 403, 404, 409, 412, 413, 415);
        group
            .MapPatch("/{id}", UpdateAsync)
            .Audited("pipeline.update")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("The same as PUT")
            .Accepts<PipelineRequest>("application/json")
            .ProducesProblems(400, 403, 404, 409, 412, 413, 415);
        group
            .MapDelete("/{id}", DeleteAsync)
            .Audited("pipeline.delete")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Delete a pipeline; its executions and all they created stay")
            .ProducesProblems(403, 404, 412);
    }

    private static async Task<Created<PipelineDocument>> CreateAsync(
        HttpContext http,
        SavedPipelines pipelines,
        PipelineDocuments documents,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey
    )
    {
        var request = await JsonBody.ReadAsync(http, BudJson.Wire.PipelineRequest);
        var row = await pipelines.CreateAsync(request, idempotencyKey, caller.Owner);
        http.Made(row.Id);
        return TypedResults.Created($"/api/v1/pipelines/{row.Id}", await DocumentAsync(row, http, documents));
    }

    private static async Task<Ok<PipelineDocument>> GetAsync(
        string id,
        HttpContext http,
        SavedPipelines pipelines,
        PipelineDocuments documents,
        Caller caller
    ) => TypedResults.Ok(await DocumentAsync(await pipelines.FindAsync(id, caller.Owner), http, documents));

    private static async Task<Ok<PipelineDocument>> UpdateAsync(
        string id,
        HttpContext http,
        SavedPipelines pipelines,
        PipelineDocuments documents,
        Caller caller
    )
    {
        var request = await JsonBody.ReadAsync(http, BudJson.Wire.PipelineRequest);
        var condition = RevisionCondition.Of(http, request);
        var row = await pipelines.UpdateAsync(id, request, condition, caller.Owner);
        return TypedResults.Ok(await DocumentAsync(row, http, documents));
    }

    private static async Task<NoContent> DeleteAsync(
        string id,
        HttpContext http,
        SavedPipelines pipelines,
        Caller caller
    )
    {
        await pipelines.DeleteAsync(id, RevisionCondition.Of(http, null), caller.Owner);
        return TypedResults.NoContent();
    }

    private static Task<PipelineDocument> DocumentAsync(PipelineRow row, HttpContext http, PipelineDocuments documents)
    {
        RevisionCondition.Tell(http, row);
        return documents.WithDefinitionAsync(row, http.RequestAborted);
    }
}
