namespace BudPipeline.Server.Storage;

/// <summary>A definition that a pipeline has or had, as its table keeps it.</summary>
internal sealed record PipelineVersionRow
{
    public long Number { get; init; }
    public required string Hash { get; init; }
    public int PlanVersion { get; init; }

    /// <summary>Empty in lists.</summary>
    public required string Source { get; init; }
    public required string Format { get; init; }
    public required string Version { get; init; }
    public int StepCount { get; init; }
    public long Revision { get; init; }
    public long CreatedAt { get; init; }
}
