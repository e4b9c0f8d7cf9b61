using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudPipeline.Client.Executions;

/// <summary>A step of an execution.</summary>
public sealed record StepDocument
{
    /// <summary>Unique in its pipeline.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>The action's type.</summary>
    public required string Action { get; init; }

    /// <summary>pending, waiting, running, retrying, completed, failed, skipped, timeout or cancelled.</summary>
    public required string Status { get; init; }

    /// <summary>The live or last attempt, from 1; 0 when it never had one.</summary>
    public int Attempt { get; init; }

    /// <summary>Whether its end was taken over from the execution that this one repeats.</summary>
    public bool Reused { get; init; }

    /// <summary>What it gave; an object.</summary>
    public JsonElement Outputs { get; init; }

    /// <summary>The same as <see cref="Outputs"/>.</summary>
    public JsonElement Output => Outputs;

    /// <summary>Why it failed, or why its last attempt did.</summary>
    public ErrorDocument? Error { get; init; }

    /// <summary>When its first attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Seconds from <see cref="StartedAt"/> to its end; null until it ended.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>0 to 100.</summary>
    public double Progress { get; init; }

    /// <summary>Processor seconds, where the action is a process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuSeconds { get; init; }

    /// <summary>Peak memory in MiB, where the action is a process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PeakMemoryMb { get; init; }

    /// <summary>Why it did not run: condition, branch, upstream_failed, fail_fast, cancelled, timeout or not_needed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SkipReason { get; init; }

    /// <summary>Until when it waits, for a moment or for its next attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? WaitsUntil { get; init; }

    /// <summary>The signal that it waits for; null when it waits for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AwaitedSignalDocument? Awaits { get; init; }

    /// <summary>How it is undone; null unless it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CompensationDocument? Compensation { get; init; }

    /// <summary>Ids of the steps it waits for, declared and implied.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];
}

/// <summary>The compensation of a step.</summary>
public sealed record CompensationDocument
{
    /// <summary>The words of a step's status.</summary>
    public required string Status { get; init; }

    /// <summary>The live or last attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>What it gave; an object.</summary>
    public JsonElement Outputs { get; init; }

    /// <summary>Why it failed, or why its last attempt did.</summary>
    public ErrorDocument? Error { get; init; }

    /// <summary>When its first attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>A signal that a step waits for.</summary>
public sealed record AwaitedSignalDocument
{
    /// <summary>Its name; an approval waits for <c>approve</c>, and hears <c>reject</c> too.</summary>
    public required string Signal { get; init; }

    /// <summary>What is asked, for people.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>Who may decide; null lets anybody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Approvers { get; init; }

    /// <summary>What its payload must hold, by dotted keys; null takes any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Match { get; init; }
}

/// <summary>A decision about a step that asks for an approval: the payload of the signals approve and reject.</summary>
/// <param name="Step">The step's id; not needed while only one asks.</param>
/// <param name="By">Who decides.</param>
/// <param name="Comment">Why.</param>
public sealed record ApprovalDecision(string? Step = null, string? By = null, string? Comment = null);
