namespace BudPipeline.Server.Storage;

/// <summary>A saved pipeline, as its table keeps it.</summary>
internal sealed record PipelineRow
{
    public required string Id { get; init; }

    /// <summary>Empty where there is none.</summary>
    public required string Owner { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? Icon { get; init; }

    /// <summary>A JSON array.</summary>
    public required string Tags { get; init; }
    public required string Status { get; init; }
    public bool SystemOwned { get; init; }
    public long Revision { get; init; }

    /// <summary>The definition as its author wrote it.</summary>
    public required string Source { get; init; }
    public required string Format { get; init; }

    /// <summary>Null of a draft without steps.</summary>
    public string? DefinitionHash { get; init; }
    public int PlanVersion { get; init; }
    public required string Version { get; init; }
    public int StepCount { get; init; }
    public long CreatedAt { get; init; }
    public long UpdatedAt { get; init; }
    public string? CreatedBy { get; init; }

    /// <summary>Of its executions, counted when the row was read.</summary>
    public long ExecutionCount { get; init; }
    public long? LastExecutionAt { get; init; }
}
