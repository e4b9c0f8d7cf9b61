namespace BudPipeline.Core.Expressions;

/// <summary>What an expression may see and how much it may cost.</summary>
/// <param name="Names">The names at the top: params, steps, execution, now, …</param>
/// <param name="Limits">Its bounds.</param>
/// <param name="Strict">Whether undefined is an error that names the path, instead of an empty text.</param>
public sealed record EvaluationContext(MapValue Names, EvaluationLimits Limits, bool Strict = false);
