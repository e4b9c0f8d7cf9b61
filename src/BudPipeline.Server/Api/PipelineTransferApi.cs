using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>Taking saved pipelines from one server to another.</summary>
internal static class PipelineTransferApi
{
    private const int MostAtOnce = 100;

    public static void MapPipelineTransfer(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/pipelines").WithTags("Pipelines");
        group
            .MapGet("/export", ExportAsync)
            .MayBeCalledBy(CallerRole.Viewer)
            .WithSummary("Pipelines with their definitions, as /pipelines/import takes them; cursor as for the list")
            .ProducesProblems(400);
        group
            .MapPost("/import", ImportAsync)
            .Audited("pipeline.import")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Save pipelines that were exported; the answer is 200 and tells what became of each")
            .Accepts<PipelineBundle>("application/json")
            .ProducesProblems(400, 413, 415);
    }

    private static async Task<Ok<PipelineBundle>> ExportAsync(
        [AsParameters] PipelineListQuery query,
        HttpContext http,
        PipelinesTable table,
        PipelineDocuments documents,
        Caller caller
    )
    {
        List<PipelineRequest> pipelines = [];
        foreach (var row in await PipelineList.RowsAsync(query, http, table, caller))
        {
            // A list has no sources; one that was deleted since is left out.
            if (await table.FindAsync(row.Id) is { } full)
            {
                var document = await documents.WithDefinitionAsync(full, http.RequestAborted);
                pipelines.Add(
                    new PipelineRequest
                    {
                        Name = document.Name,
                        Description = document.Description ?? "",
                        Icon = document.Icon ?? "",
                        Tags = document.Tags,
                        Status = document.Status,
                        Definition = document.DefinitionText is null ? document.Definition : null,
                        DefinitionText = document.DefinitionText,
                        Format = document.DefinitionText is null ? null : full.Format,
                    }
                );
            }
        }

        return TypedResults.Ok(new PipelineBundle { Pipelines = pipelines });
    }

    private static async Task<Ok<ImportReport>> ImportAsync(HttpContext http, PipelineImport import, Caller caller)
    {
        var bundle = await JsonBody.ReadAsync(http, BudJson.Wire.PipelineBundle);
        if (bundle.Pipelines is not { Count: <= MostAtOnce } || bundle.Pipelines.Any(pipeline => pipeline is null))
        {
            throw new ProblemException(
                Problems.Validation(
                    $"pipelines is no list of at most {MostAtOnce} pipelines",
                    "pipelines",
                    "import them in parts"
                )
            );
        }

        var results = await import.RunAsync(bundle, caller.Owner);
        foreach (var saved in results.Where(result => result.Outcome is "created" or "updated"))
        {
            http.Did(saved.Id!, StatusCodes.Status200OK);
        }

        return TypedResults.Ok(new ImportReport(results));
    }
}
