using BudPipeline.Client.Pipelines;
using BudPipeline.Server.Api;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Engine;

/// <summary>Saves many pipelines, one after another: what is wrong with one does not keep the others out.</summary>
internal sealed class PipelineImport(SavedPipelines pipelines, PipelinesTable table)
{
    private const string NameTaken = "NAME_TAKEN";

    public async Task<IReadOnlyList<ImportResult>> RunAsync(PipelineBundle bundle, string? owner)
    {
        var conflict = bundle.OnConflict?.ToLowerInvariant() switch
        {
            null or "fail" => "fail",
            "skip" => "skip",
            "update" => "update",
            var other => throw new ProblemException(
                Problems.Validation($"'{other}' is no way to go on", "on_conflict", "give fail, skip or update")
            ),
        };
        List<ImportResult> results = [];
        foreach (var pipeline in bundle.Pipelines)
        {
            results.Add(await SaveAsync(pipeline, conflict, owner));
        }

        return results;
    }

    private async Task<ImportResult> SaveAsync(PipelineRequest pipeline, string conflict, string? owner)
    {
        try
        {
            var created = await pipelines.CreateAsync(pipeline, null, owner);
            return new ImportResult(created.Name, "created", created.Id, null);
        }
        catch (ProblemException refused) when (refused.Problem.Code == NameTaken && conflict != "fail")
        {
            return await MeetAsync(pipeline, conflict, owner);
        }
        catch (ProblemException refused)
        {
            return new ImportResult(pipeline.Name, "failed", null, refused.Problem);
        }
    }

    private async Task<ImportResult> MeetAsync(PipelineRequest pipeline, string conflict, string? owner)
    {
        var name = pipeline.Name ?? pipelines.NameIn(pipeline);
        var there = await table.ListAsync(
            new PipelineFilter
            {
                Owner = owner,
                IncludeSystem = owner is null,
                Name = name,
                Limit = 1,
            }
        );
        if (there is not [var row])
        {
            return new ImportResult(name, "failed", null, Problems.NameTaken(name ?? ""));
        }

        if (conflict == "skip")
        {
            return new ImportResult(name, "skipped", row.Id, null);
        }

        try
        {
            await pipelines.UpdateAsync(row.Id, pipeline, RevisionCondition.Any, owner);
            return new ImportResult(name, "updated", row.Id, null);
        }
        catch (ProblemException refused)
        {
            return new ImportResult(name, "failed", row.Id, refused.Problem);
        }
    }
}
