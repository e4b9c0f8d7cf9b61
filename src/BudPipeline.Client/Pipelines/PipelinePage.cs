namespace BudPipeline.Client.Pipelines;

/// <summary>A page of saved pipelines, the newest first.</summary>
/// <param name="Pipelines">Without their definitions.</param>
/// <param name="TotalCount">How many match in all.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null at the end.</param>
public sealed record PipelinePage(IReadOnlyList<PipelineDocument> Pipelines, long TotalCount, string? NextCursor);

/// <summary>Which saved pipelines to list. Null means any.</summary>
public sealed record PipelineQuery
{
    /// <summary>Exactly this name.</summary>
    public string? Name { get; init; }

    /// <summary>This text in the name, in upper or lower case.</summary>
    public string? NameContains { get; init; }

    /// <summary>Several words, separated by commas, mean any of them; draft and active when null.</summary>
    public string? Status { get; init; }

    /// <summary>All must be there.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether those that the system owns are listed too.</summary>
    public bool IncludeSystem { get; init; }

    /// <summary>At most so many, 1 to 100; the server's 100 when null.</summary>
    public int? Limit { get; init; }

    /// <summary>The next page, as <see cref="PipelinePage.NextCursor"/> gave it.</summary>
    public string? Cursor { get; init; }
}
