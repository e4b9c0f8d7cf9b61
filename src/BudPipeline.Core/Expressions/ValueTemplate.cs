using System.Collections.Immutable;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions;

/// <summary>Something wrong in a template that stands inside a JSON value.</summary>
/// <param name="Path">Dotted path from the value's root, such as <c>headers.0</c>; empty at the root.</param>
/// <param name="Error">What is wrong, with its offset in that text.</param>
public sealed record TemplateProblem(string Path, ExpressionError Error);

/// <summary>A name that a template inside a JSON value mentions.</summary>
/// <param name="Path">Dotted path from the value's root; empty at the root.</param>
/// <param name="Reference">The name.</param>
public sealed record TemplateReference(string Path, Reference Reference);

/// <summary>
/// A JSON value whose texts may hold <c>{{ expressions }}</c>, parsed once. Keys are not templates. A text that is one
/// whole expression gives its native value; text around expressions gives text (contract §b.1).
/// </summary>
public sealed class ValueTemplate
{
    private readonly TemplateNode? root;

    private ValueTemplate(Value source, TemplateNode? root)
    {
        Source = source;
        this.root = root;
        var references = ImmutableArray.CreateBuilder<TemplateReference>();
        root?.CollectReferences("", references);
        References = references.DrainToImmutable();
    }

    /// <summary>Parses every text in the value; what does not parse is reported and stays as it is.</summary>
    public static ValueTemplate Parse(Value source, out ImmutableArray<TemplateProblem> problems)
    {
        var parser = new TemplateNodeParser();
        var parsed = parser.Parse(source);
        problems = parser.Problems;
        return new ValueTemplate(source, parsed);
    }

    /// <summary>True when nothing in it is evaluated: rendering gives the source itself.</summary>
    public bool IsConstant => root is null;

    /// <summary>The value it was parsed from.</summary>
    public Value Source { get; }

    /// <summary>Every name mentioned, in order.</summary>
    public ImmutableArray<TemplateReference> References { get; }

    /// <summary>The value with every template in it evaluated; the first error otherwise.</summary>
    public Evaluation Render(EvaluationContext context)
    {
        if (root is null)
        {
            return Evaluation.Of(Source);
        }

        var run = new Evaluator(context);
        var value = root.Render(run);
        Nesting.Demand(run, value);
        return run.Error is null ? Evaluation.Of(value) : Evaluation.Failed(run.Error);
    }
}
