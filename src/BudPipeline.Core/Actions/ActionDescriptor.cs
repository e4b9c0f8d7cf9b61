using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions;

/// <summary>Who does an action's work.</summary>
public enum ExecutionMode
{
    /// <summary>The core decides it: branches, waits.</summary>
    ControlFlow,

    /// <summary>A step actor runs it to its end.</summary>
    Sync,

    /// <summary>It starts something outside and ends when an event says so.</summary>
    EventDriven,
}

/// <summary>A bound on a parameter of an action.</summary>
/// <param name="Min">The least number.</param>
/// <param name="Max">The greatest number.</param>
/// <param name="MinLength">The shortest text.</param>
/// <param name="MaxLength">The longest text.</param>
/// <param name="Pattern">A regular expression the whole text must match.</param>
/// <param name="PatternMessage">What to say when it does not.</param>
public sealed record ParameterValidation(
    double? Min = null,
    double? Max = null,
    int? MinLength = null,
    int? MaxLength = null,
    string? Pattern = null,
    string? PatternMessage = null
);

/// <summary>A parameter is shown, and demanded, only while another one has (or has not) this value.</summary>
/// <param name="Param">The other parameter.</param>
/// <param name="EqualTo">The value that shows it.</param>
/// <param name="NotEqualTo">The value that hides it.</param>
public sealed record ShowWhen(string Param, Value? EqualTo, Value? NotEqualTo);

/// <summary>A parameter of an action.</summary>
/// <param name="Name">Unique in the action.</param>
/// <param name="Label">For people.</param>
/// <param name="Type">string, number, boolean, select, multiselect, json, template, branches, … (contract §c.1).</param>
/// <param name="Required">Whether a step without it is refused.</param>
/// <param name="Default">Used when the step gives none.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Options">The allowed values of a select.</param>
/// <param name="Validation">Bounds.</param>
/// <param name="ShowWhen">When it counts.</param>
public sealed record ActionParameter(
    string Name,
    string Label,
    string Type,
    bool Required = false,
    Value? Default = null,
    string? Description = null,
    ImmutableArray<string> Options = default,
    ParameterValidation? Validation = null,
    ShowWhen? ShowWhen = null
);

/// <summary>An output of an action; the name <c>*</c> means an open set.</summary>
/// <param name="Name">Unique in the action.</param>
/// <param name="Type">The JSON type.</param>
/// <param name="Description">One sentence.</param>
public sealed record ActionOutput(string Name, string Type, string Description);

/// <summary>What an action says of itself; the single source of its documentation, validation and defaults.</summary>
/// <param name="Type">Letters, digits and underscores; what <c>action:</c> names.</param>
/// <param name="Name">For people.</param>
/// <param name="Category">Groups actions in listings.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Params">Its parameters.</param>
/// <param name="Outputs">Its outputs.</param>
/// <param name="Mode">Who does its work.</param>
/// <param name="Timeout">Of one attempt, when the step gives none.</param>
/// <param name="Idempotent">Whether a lost attempt may simply be repeated.</param>
/// <param name="Aliases">Other names that <c>action:</c> may use.</param>
public sealed record ActionDescriptor(
    string Type,
    string Name,
    string Category,
    string Description,
    ImmutableArray<ActionParameter> Params,
    ImmutableArray<ActionOutput> Outputs,
    ExecutionMode Mode,
    TimeSpan? Timeout,
    bool Idempotent,
    ImmutableArray<string> Aliases
);
