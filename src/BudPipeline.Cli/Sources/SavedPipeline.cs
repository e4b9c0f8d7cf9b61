using BudPipeline.Client;
using BudPipeline.Client.Pipelines;

namespace BudPipeline.Cli.Sources;

/// <summary>Finds the saved pipeline that a user means.</summary>
internal static class SavedPipeline
{
    private const string IdPrefix = "pipe_";

    /// <summary>By its id, or by its name; one that is not there is a usage error.</summary>
    public static async Task<PipelineDocument> FindAsync(
        BudPipelineClient client,
        string named,
        CancellationToken cancellation
    )
    {
        if (named.StartsWith(IdPrefix, StringComparison.Ordinal))
        {
            return await client.GetPipelineAsync(named, cancellation);
        }

        var query = new PipelineQuery
        {
            Name = named,
            Status = "draft,active,archived",
            IncludeSystem = true,
        };
        var found = (await client.ListPipelinesAsync(query, cancellation)).Pipelines;
        return found.Count switch
        {
            1 => await client.GetPipelineAsync(found[0].Id, cancellation),
            0 => throw VerbFailure.Usage(
                $"{named}: no saved pipeline has this name (see `bud pipelines list`), and there is no such file"
            ),
            _ => throw VerbFailure.Usage(
                $"{named}: several pipelines have this name; give an id: {string.Join(", ", found.Select(p => p.Id))}"
            ),
        };
    }
}
