using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>What a filter does to a value. A failure is told to the evaluator; what is returned then does not matter.</summary>
internal delegate Value FilterFunction(Evaluator run, Value target, Arguments arguments);

/// <summary>Whether a test holds for a value.</summary>
internal delegate bool TestFunction(Evaluator run, Value target, Arguments arguments);

/// <summary>What a function gives.</summary>
internal delegate Value GlobalFunction(Evaluator run, Arguments arguments);

/// <summary>A filter: its canonical name, what it takes and what it does.</summary>
internal sealed record Filter(string Name, Signature Signature, FilterFunction Apply)
{
    /// <summary>Whether undefined and secret values are its business; everywhere else strict mode refuses them.</summary>
    public bool TakesAnything { get; init; }
}

/// <summary>A test, used as <c>value is name</c>.</summary>
internal sealed record ValueTest(string Name, Signature Signature, TestFunction Holds)
{
    /// <summary>Whether undefined and secret values are its business.</summary>
    public bool TakesAnything { get; init; }
}

/// <summary>A function, used as <c>name(…)</c>.</summary>
internal sealed record ValueFunction(string Name, Signature Signature, GlobalFunction Call);
