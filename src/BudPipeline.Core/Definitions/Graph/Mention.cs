using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Graph;

/// <summary>A name that a template of a definition mentions.</summary>
/// <param name="Path">Dotted path of the template from the definition's root.</param>
/// <param name="Reference">The name.</param>
internal readonly record struct Mention(string Path, Reference Reference)
{
    /// <summary>The id of the step it names; null when it names none, or one that is known only at run time.</summary>
    public string? StepId => Reference.Path is ["steps", var id, ..] ? id : null;

    /// <summary>The parameter it names; null when it names none.</summary>
    public string? Parameter => Reference.Path is ["params" or "inputs", var name, ..] ? name : null;

    /// <summary>True for a step's status or error: what a failure handler asks about.</summary>
    public bool IsOutcome => Reference.Path is ["steps", _, "status" or "error", ..];

    /// <summary>As its author wrote it, or nearly.</summary>
    public string Text => string.Join('.', Reference.Path);
}
