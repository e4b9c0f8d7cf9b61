using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudPipeline.Client.Executions;

/// <summary>An execution as the API shows it and as <c>bud run -o json</c> prints it. Fields are added, never changed.</summary>
public sealed record ExecutionDocument
{
    /// <summary>Opaque, <c>exec_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it runs.</summary>
    public required PipelineReference Pipeline { get; init; }

    /// <summary>One of <see cref="StatusWords"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Weighted progress of the whole, 0 to 100, two decimals; never decreases.</summary>
    public double Progress { get; init; }

    /// <summary>Typed, defaults filled in; an object.</summary>
    public JsonElement Params { get; init; }

    /// <summary>What it gave; an object, empty until it completed.</summary>
    public JsonElement Outputs { get; init; }

    /// <summary>Why it did not complete; null while it may, and when it did.</summary>
    public ErrorDocument? Error { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first step began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Seconds from <see cref="StartedAt"/> to its end; null until it ended.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>Steps that completed or were skipped.</summary>
    public int CompletedSteps { get; init; }

    /// <summary>Steps of the pipeline.</summary>
    public int TotalSteps { get; init; }

    /// <summary>By step id, in definition order. Null in lists, and where <c>Prefer: return=minimal</c> was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, StepDocument>? Steps { get; init; }

    /// <summary>Processor seconds of all its processes; null when it had none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuSeconds { get; init; }

    /// <summary>The largest memory that one of its processes took, in MiB; null when it had none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PeakMemoryMb { get; init; }

    /// <summary>Seconds that are probably left; null when nothing is known yet, and at the end.</summary>
    public long? EtaSeconds { get; init; }

    /// <summary>The name of the step that started last and still runs.</summary>
    public string? CurrentStep { get; init; }

    /// <summary>Whether no further step begins until it is resumed.</summary>
    public bool Paused { get; init; }

    /// <summary>When it times out.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>In the order given.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>high, normal or low.</summary>
    public string Priority { get; init; } = "normal";

    /// <summary>What started it: api, cli, schedule, webhook, event, pipeline.</summary>
    public string Initiator { get; init; } = "api";

    /// <summary>The execution that this one repeats.</summary>
    public string? RetryOf { get; init; }

    /// <summary>The saved pipeline; null for an ephemeral run.</summary>
    public string? PipelineId { get; init; }

    /// <summary>The number of the event after which it was so; null in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Sequence { get; init; }

    /// <summary>The same as <see cref="Id"/>.</summary>
    public string ExecutionId => Id;

    /// <summary>The saved pipeline, or <c>ephemeral</c>.</summary>
    public string WorkflowId => PipelineId ?? "ephemeral";

    /// <summary>The pipeline's name.</summary>
    public string WorkflowName => Pipeline.Name;
}

/// <summary>The pipeline that an execution runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its author's version.</param>
/// <param name="Hash">Content hash of its definition: SHA-256, lower-case hex.</param>
public sealed record PipelineReference(string Name, string Version, string Hash);
