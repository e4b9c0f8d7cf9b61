using System.Text.Json;

namespace BudPipeline.Client.Definitions;

/// <summary>A definition to check, under exactly one of its names, as in <see cref="Executions.StartEphemeralRequest"/>.</summary>
public sealed record ValidateRequest
{
    /// <summary>The definition as an object.</summary>
    public JsonElement? Dag { get; init; }

    /// <summary>The same under another name.</summary>
    public JsonElement? Definition { get; init; }

    /// <summary>The same under a third name.</summary>
    public JsonElement? PipelineDefinition { get; init; }

    /// <summary>The definition as text, so that diagnostics name line and column.</summary>
    public string? DefinitionText { get; init; }

    /// <summary>What the text is, yaml or json.</summary>
    public string? Format { get; init; }
}

/// <summary>What is wrong or doubtful in a definition.</summary>
/// <param name="Valid">Whether it can run.</param>
/// <param name="Errors">Why it cannot.</param>
/// <param name="Warnings">What its author should look at.</param>
/// <param name="StepCount">How many steps it has; 0 when it is not valid.</param>
/// <param name="HasCycles">Whether its steps wait for each other in a circle.</param>
public sealed record ValidationReport(
    bool Valid,
    IReadOnlyList<ProblemItem> Errors,
    IReadOnlyList<ProblemItem> Warnings,
    int StepCount,
    bool HasCycles
);

/// <summary>One thing that is wrong or doubtful in a definition or a request.</summary>
public sealed record ProblemItem
{
    /// <summary>Stable upper-snake-case code.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, for people.</summary>
    public required string Message { get; init; }

    /// <summary>Dotted path to the place, such as <c>steps.0.retry.max_attempts</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Line in the definition's text, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>Column in the definition's text, from 1.</summary>
    public int? Column { get; init; }

    /// <summary>The offending text, as written.</summary>
    public string? Text { get; init; }

    /// <summary>What to do.</summary>
    public string? Hint { get; init; }
}
