using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>A loop, ready to be decided about.</summary>
/// <param name="Items">What it goes through; a template that gives a list.</param>
/// <param name="Body">What is done with each item: a step in itself, whose parameters see <c>item</c> and <c>index</c>.</param>
public sealed record LoopPlan(ValueTemplate Items, PlanStep Body);
