using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudPipeline.Client.Pipelines;

/// <summary>A saved pipeline as the API shows it. Fields are added, never changed.</summary>
public sealed record PipelineDocument
{
    /// <summary>Opaque, <c>pipe_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Unique among the pipelines of its owner.</summary>
    public required string Name { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>What a UI shows beside the name.</summary>
    public string? Icon { get; init; }

    /// <summary>In the order given.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>draft (it has no steps yet), active or archived; only an active one can be executed.</summary>
    public required string Status { get; init; }

    /// <summary>Its author's version of the definition.</summary>
    public required string Version { get; init; }

    /// <summary>Counts its changes from 1; also its <c>ETag</c>. An update that names an older one is refused.</summary>
    public long Revision { get; init; }

    /// <summary>Content hash of its definition: SHA-256, lower-case hex. Null of a draft without steps.</summary>
    public string? Hash { get; init; }

    /// <summary>Steps of its definition.</summary>
    public int StepCount { get; init; }

    /// <summary>The user that it belongs to; null when there is none.</summary>
    public string? UserId { get; init; }

    /// <summary>Whether everybody sees it and nobody but the system changes it.</summary>
    public bool SystemOwned { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who created it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>How many executions of it there are, whatever became of them.</summary>
    public long ExecutionCount { get; init; }

    /// <summary>When the latest of them was accepted.</summary>
    public DateTimeOffset? LastExecutionAt { get; init; }

    /// <summary>The definition; an object. Null in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Definition { get; init; }

    /// <summary>The same as <see cref="Definition"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Dag => Definition;

    /// <summary>The definition as its author wrote it, when that was YAML.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DefinitionText { get; init; }
}
