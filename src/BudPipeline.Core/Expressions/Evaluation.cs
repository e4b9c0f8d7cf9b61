namespace BudPipeline.Core.Expressions;

/// <summary>Why an expression gave no value.</summary>
/// <param name="Code">Stable upper-snake-case code.</param>
/// <param name="Message">What went wrong, naming the part of the expression.</param>
/// <param name="Offset">Where in the template's text, in UTF-16 units from 0.</param>
public sealed record ExpressionError(string Code, string Message, int Offset);

/// <summary>What an evaluation gave: a value or an error, never both.</summary>
public readonly record struct Evaluation
{
    private Evaluation(Value? value, ExpressionError? error) => (Value, Error) = (value, error);

    /// <summary>The value; null when there is an error.</summary>
    public Value? Value { get; }

    /// <summary>The error; null when there is a value.</summary>
    public ExpressionError? Error { get; }

    /// <summary>A value.</summary>
    public static Evaluation Of(Value value) => new(value, null);

    /// <summary>An error.</summary>
    public static Evaluation Failed(ExpressionError error) => new(null, error);
}

/// <summary>How much an evaluation may cost; exceeding one is an error that says which.</summary>
/// <param name="Fuel">Steps of evaluation.</param>
/// <param name="Depth">Nesting of expressions.</param>
/// <param name="OutputLength">Characters of rendered text.</param>
public sealed record EvaluationLimits(int Fuel, int Depth, int OutputLength)
{
    /// <summary>Nesting of lists and maps in what a template gives: what is deeper could not be read back from a journal.</summary>
    public int ValueDepth { get; init; } = 48;

    /// <summary>How long one regular expression may work.</summary>
    public TimeSpan RegexTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>100,000 steps, 64 levels, 1 MiB of characters, 1 second a regular expression.</summary>
    public static EvaluationLimits Default { get; } = new(100_000, 64, 1 << 20);
}

/// <summary>A name that a template mentions, for implicit dependencies and for validation.</summary>
/// <param name="Path">The constant part of the path, such as <c>steps</c>, <c>deploy</c>, <c>status</c>.</param>
/// <param name="Offset">Where in the text, in UTF-16 units from 0.</param>
/// <param name="HasDefault">True when a <c>default</c> filter or an <c>is defined</c> test covers it.</param>
public sealed record Reference(IReadOnlyList<string> Path, int Offset, bool HasDefault);
