using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudPipeline.Client.Pipelines;

/// <summary>A definition that a pipeline has or had.</summary>
public sealed record PipelineVersion
{
    /// <summary>From 1, in the order in which they came.</summary>
    public required long Number { get; init; }

    /// <summary>Content hash of the definition: SHA-256, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>Its author's version.</summary>
    public required string Version { get; init; }

    /// <summary>The pipeline's revision with which it came.</summary>
    public long Revision { get; init; }

    /// <summary>Its steps.</summary>
    public int StepCount { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The definition; an object. Null in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Definition { get; init; }

    /// <summary>The definition as its author wrote it, when that was YAML.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DefinitionText { get; init; }
}

/// <summary>What changed from one version of a pipeline to another.</summary>
/// <param name="From">The number of the one.</param>
/// <param name="To">The number of the other.</param>
/// <param name="Changes">In the order of their paths; empty when nothing changed.</param>
public sealed record PipelineDiff(long From, long To, IReadOnlyList<PipelineChange> Changes);

/// <summary>One place that changed, defaults filled in.</summary>
/// <param name="Path">Dotted, with steps and parameters by their names: <c>steps.load.params.url</c>.</param>
/// <param name="Kind">added, removed or changed.</param>
/// <param name="Before">What stood there; null when it was added.</param>
/// <param name="After">What stands there; null when it was removed.</param>
public sealed record PipelineChange(string Path, string Kind, JsonElement? Before, JsonElement? After);
