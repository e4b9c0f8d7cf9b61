using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Graph;

/// <summary>A template or condition that does not parse.</summary>
/// <param name="Path">Dotted path of the text from the definition's root.</param>
/// <param name="Error">Why, with its offset in that text.</param>
/// <param name="IsCondition">Whether the text is a condition.</param>
internal readonly record struct Fault(string Path, ExpressionError Error, bool IsCondition);
