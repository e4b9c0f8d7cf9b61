namespace BudPipeline.Client.Pipelines;

/// <summary>Saved pipelines as one server gives them and another takes them.</summary>
public sealed record PipelineBundle
{
    /// <summary>Each as it would be created.</summary>
    public IReadOnlyList<PipelineRequest> Pipelines { get; init; } = [];

    /// <summary>
    /// What becomes of one whose name is taken: fail (it is not imported), skip, or update (the pipeline of that name is
    /// changed). fail when not given.
    /// </summary>
    public string? OnConflict { get; init; }
}

/// <summary>What became of each pipeline of an import, in their order.</summary>
/// <param name="Results">One a pipeline.</param>
public sealed record ImportReport(IReadOnlyList<ImportResult> Results);

/// <summary>What became of one pipeline of an import.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">created, updated, skipped or failed.</param>
/// <param name="Id">The pipeline; null when it failed.</param>
/// <param name="Problem">Why it failed.</param>
public sealed record ImportResult(string? Name, string Outcome, string? Id, Errors.Problem? Problem);
