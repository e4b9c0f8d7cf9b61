using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions;

/// <summary>What a step of control flow keeps while it is under way.</summary>
public abstract record StepFlow;

/// <summary>The signal that a step waits for.</summary>
/// <param name="Name">Its name; an approval waits for <c>approve</c> and hears <c>reject</c> too.</param>
/// <param name="Match">What its payload must hold, by dotted keys; null takes any.</param>
/// <param name="Approvers">Who may decide an approval; null lets anybody.</param>
/// <param name="Message">What is asked, for people.</param>
/// <param name="ContinueOnReject">True when a rejection completes the step; else null.</param>
public sealed record AwaitedSignal(
    string Name,
    MapValue? Match = null,
    ImmutableArray<string>? Approvers = null,
    string? Message = null,
    bool? ContinueOnReject = null
) : StepFlow;

/// <summary>A loop under way.</summary>
/// <param name="First">The ordinal of its first item.</param>
/// <param name="Count">How many items it has.</param>
/// <param name="Concurrency">How many run at once.</param>
/// <param name="ContinueOnError">Whether a failed item leaves the others alone.</param>
public sealed record LoopState(int First, int Count, int Concurrency, bool ContinueOnError) : StepFlow
{
    /// <summary>How many items have begun: the index of the next one.</summary>
    public int Begun { get; init; }

    /// <summary>How many have a live attempt.</summary>
    public int Live { get; init; }

    /// <summary>How many have ended.</summary>
    public int Ended { get; init; }

    /// <summary>The index of the item that failed first; null while none has.</summary>
    public int? FirstFailure { get; init; }

    /// <summary>What its last iteration gave; null before, and of a loop that goes through items.</summary>
    public MapValue? Result { get; init; }

    /// <summary>Whether a failure ends it.</summary>
    public bool HasFailed => FirstFailure is not null && !ContinueOnError;

    /// <summary>What it goes through. Not journaled: the loop's template gives the same whenever it is rendered.</summary>
    internal ListValue Items { get; init; } = ListValue.Empty;

    /// <summary>The item at an index; undefined when the template no longer gives so many.</summary>
    internal Value ItemAt(int index) => index < Items.Items.Length ? Items.Items[index] : Value.Undefined;
}
