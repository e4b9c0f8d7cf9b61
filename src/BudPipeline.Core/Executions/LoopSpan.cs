using System.Collections.Immutable;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Core.Executions;

/// <summary>The ordinals of one loop's items.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Owner">The step that is the loop; -1 when these are compensations.</param>
/// <param name="Compensated">The steps that are undone; default when these are items.</param>
internal readonly record struct LoopSpan(int First, int Count, int Owner, ImmutableArray<int> Compensated = default)
{
    public bool IsSaga => Owner < 0;
}

/// <summary>Finds the plan behind an ordinal, be it a step's or an item's.</summary>
internal static class LoopSpans
{
    /// <summary>The loop that an item belongs to; the step itself when it is no item.</summary>
    public static int OwnerOf(this ImmutableArray<LoopSpan> loops, int ordinal)
    {
        for (var i = loops.Length - 1; i >= 0; i--)
        {
            if (ordinal >= loops[i].First)
            {
                return loops[i].IsSaga ? loops[i].Compensated[ordinal - loops[i].First] : loops[i].Owner;
            }
        }

        return ordinal;
    }

    public static PlanStep PlanOf(this ImmutableArray<LoopSpan> loops, ExecutionPlan plan, int ordinal)
    {
        if (ordinal < plan.Steps.Length)
        {
            return plan.Steps[ordinal];
        }

        var owner = plan.Steps[loops.OwnerOf(ordinal)];
        return (loops.IsCompensation(ordinal) ? owner.Compensation : owner.Loop?.Body) ?? owner;
    }

    /// <summary>Whether an ordinal is a compensation's: nothing comes behind those.</summary>
    public static bool IsCompensation(this ImmutableArray<LoopSpan> loops, int ordinal) =>
        !loops.IsEmpty && loops[^1].IsSaga && ordinal >= loops[^1].First;
}
