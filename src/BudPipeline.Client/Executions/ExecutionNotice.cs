using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudPipeline.Client.Executions;

/// <summary>Something that happened in an execution, as its event stream tells it.</summary>
public sealed record ExecutionNotice
{
    /// <summary>
    /// <c>sequence.index</c>: where to resume after this notice. Null for log lines, which resume by their own sequence.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>The execution.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>One of <see cref="NoticeTypes"/>. A reader passes over what it does not know.</summary>
    public required string Type { get; init; }

    /// <summary>The journal's sequence number of the event; null for log lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Sequence { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The execution's status after it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary>The step it is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StepNotice? Step { get; init; }

    /// <summary>Overall progress after it, 0 to 100.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Progress { get; init; }

    /// <summary>Seconds that are probably left.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? EtaSeconds { get; init; }

    /// <summary>Steps that completed or were skipped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CompletedSteps { get; init; }

    /// <summary>Steps of the pipeline.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TotalSteps { get; init; }

    /// <summary>What the execution gave, at its end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Outputs { get; init; }

    /// <summary>Why the execution did not complete.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorDocument? Error { get; init; }

    /// <summary>The name of the signal, for notices of type signal_received.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Signal { get; init; }

    /// <summary>The line, for notices of type log.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LogLine? Log { get; init; }
}

/// <summary>The step that a notice is about.</summary>
public sealed record StepNotice
{
    /// <summary>Unique in its pipeline.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Its status after the event.</summary>
    public required string Status { get; init; }

    /// <summary>The attempt, from 1; 0 when it never had one.</summary>
    public int Attempt { get; init; }

    /// <summary>Its own progress, 0 to 100, when it tells.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Progress { get; init; }

    /// <summary>Seconds that it took, at its end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DurationSeconds { get; init; }

    /// <summary>Why it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorDocument? Error { get; init; }

    /// <summary>Why it did not run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SkipReason { get; init; }

    /// <summary>Until when it waits, for a moment or for its next attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? WaitsUntil { get; init; }

    /// <summary>The signal that it waits for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AwaitedSignalDocument? Awaits { get; init; }
}

/// <summary>Notices of an execution up to now, the newest first.</summary>
/// <param name="Events">This page of them.</param>
/// <param name="TotalCount">How many match in all.</param>
/// <param name="Limit">How many a page holds at most.</param>
/// <param name="Offset">How many newer ones were passed over.</param>
public sealed record NoticePage(IReadOnlyList<ExecutionNotice> Events, int TotalCount, int Limit, int Offset);
