using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>A loop, ready to be decided about.</summary>
/// <param name="Items">What it goes through; a template that gives a list. Of a <c>while</c> it gives nothing.</param>
/// <param name="Body">What is done with each item: a step in itself, whose parameters see <c>item</c> and <c>index</c>.</param>
/// <param name="While">What must hold before each iteration; null when it goes through items.</param>
public sealed record LoopPlan(ValueTemplate Items, PlanStep Body, Condition? While)
{
    /// <summary>Whether the condition asks what the iteration before gave: then the first one runs in any case.</summary>
    public bool AsksForResult { get; } = While?.References.Any(r => r.Path is ["result", ..]) ?? false;
}
