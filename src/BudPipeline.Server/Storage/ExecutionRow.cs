namespace BudPipeline.Server.Storage;

/// <summary>The summary of an execution, as its table keeps it.</summary>
internal sealed record ExecutionRow
{
    public required string Id { get; init; }
    public required string Status { get; init; }
    public string? PipelineId { get; init; }
    public required string PipelineName { get; init; }
    public required string PipelineVersion { get; init; }
    public required string DefinitionHash { get; init; }
    public int PlanVersion { get; init; }
    public string? Owner { get; init; }
    public required string Tags { get; init; }
    public required string Priority { get; init; }
    public required string Initiator { get; init; }
    public string? RetryOf { get; init; }
    public long CreatedAt { get; init; }
    public long? StartedAt { get; init; }
    public long? CompletedAt { get; init; }
    public long Deadline { get; init; }
    public long CompletedSteps { get; init; }
    public bool Paused { get; init; }
    public bool Quarantined { get; init; }
    public string? Error { get; init; }
}
