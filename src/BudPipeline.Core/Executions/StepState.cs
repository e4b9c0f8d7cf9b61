using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions;

/// <summary>Where one step of one execution stands.</summary>
public sealed record StepState
{
    /// <summary>Its status.</summary>
    public StepStatus Status { get; init; }

    /// <summary>How many of its dependencies are not terminal yet.</summary>
    public int Unmet { get; init; }

    /// <summary>The latest attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts have failed against the retry budget; a lost attempt does not count.</summary>
    public int BudgetUsed { get; init; }

    /// <summary>The runner of the live attempt; null when none lives.</summary>
    public string? Runner { get; init; }

    /// <summary>The sequence number of the event that started the latest attempt.</summary>
    public long Fence { get; init; }

    /// <summary>When the first attempt began; null before it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the latest attempt began: <c>now</c> in its templates.</summary>
    public DateTimeOffset? AttemptStartedAt { get; init; }

    /// <summary>When it became terminal.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The moment it waits for: the attempt's deadline, the end of a wait, the next attempt.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Why the live attempt was asked to stop; null when it was not.</summary>
    public StopReason? Stopping { get; init; }

    /// <summary>What it keeps while it is under way; null unless it is control flow that keeps something.</summary>
    public StepFlow? Flow { get; init; }

    /// <summary>What it gave; of a waiting step what it will give.</summary>
    public MapValue Outputs { get; init; } = MapValue.Empty;

    /// <summary>The error of its end, or of the attempt before a retry.</summary>
    public StepError? Error { get; init; }

    /// <summary>Why it was skipped.</summary>
    public SkipReason? Skip { get; init; }

    /// <summary>The ordinal of the step that caused the skip; -1 when none did.</summary>
    public int Cause { get; init; } = -1;

    /// <summary>What its attempts used, summed; memory is the largest.</summary>
    public ResourceUsage? Usage { get; init; }

    /// <summary>How far it is, 0 to 100.</summary>
    public double Percent { get; init; }

    /// <summary>How long it took from its first attempt to its end; null before its end or when it never ran.</summary>
    public TimeSpan? Duration => CompletedAt - StartedAt;
}
