using System.Collections.Immutable;

namespace BudPipeline.Core.Executions;

/// <summary>The compensations of an execution that did not complete, one after the other.</summary>
/// <param name="First">The ordinal of the first one.</param>
/// <param name="Steps">The steps that are undone, in this order.</param>
/// <param name="Ended">How many of them have ended: the index of the one that is under way.</param>
public sealed record Saga(int First, ImmutableArray<int> Steps, int Ended)
{
    /// <summary>The ordinal of the one that is under way, or of the next one.</summary>
    internal int Current => First + Ended;

    /// <summary>Whether all have ended.</summary>
    internal bool IsDone => Ended == Steps.Length;

    /// <summary>The ordinal of a step's compensation; null when it has none.</summary>
    public int? OrdinalOf(int step) => Steps.IndexOf(step) is var index and >= 0 ? First + index : null;
}
