using System.Collections.Immutable;
using BudPipeline.Core.Expressions.Evaluating;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions;

/// <summary>A part of a JSON value that has a template somewhere in it; parts without one are values themselves.</summary>
internal abstract class TemplateNode
{
    /// <summary>The value of this part; after a failure it means nothing.</summary>
    public abstract Value Render(Evaluator run);

    /// <summary>Adds the names that templates in this part mention.</summary>
    public abstract void CollectReferences(string path, ImmutableArray<TemplateReference>.Builder into);

    /// <summary>The path of something inside a part.</summary>
    public static string Below(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}

/// <summary>A text with templates.</summary>
internal sealed class TextTemplate(TemplateText text) : TemplateNode
{
    public override Value Render(Evaluator run) => run.Render(text);

    public override void CollectReferences(string path, ImmutableArray<TemplateReference>.Builder into) =>
        into.AddRange(ReferenceCollector.Of(text).Select(reference => new TemplateReference(path, reference)));
}

/// <summary>An item or entry: a constant, or something to render.</summary>
/// <param name="Key">Its key, or its place in a list.</param>
/// <param name="Constant">The value when nothing is rendered.</param>
/// <param name="Template">What is rendered.</param>
internal readonly record struct TemplatePart(string Key, Value Constant, TemplateNode? Template)
{
    public Value Render(Evaluator run)
    {
        if (Template is null || run.Error is not null)
        {
            return Constant;
        }

        var value = Template.Render(run);
        if (run.Error is not null)
        {
            run.Locate(Key);
        }

        return value;
    }
}

/// <summary>A list with templates in some of its items.</summary>
internal sealed class ListTemplate(ImmutableArray<TemplatePart> parts) : TemplateNode
{
    public override Value Render(Evaluator run)
    {
        var items = ImmutableArray.CreateBuilder<Value>(parts.Length);
        foreach (var part in parts)
        {
            items.Add(part.Render(run));
        }

        return new ListValue(items.MoveToImmutable());
    }

    public override void CollectReferences(string path, ImmutableArray<TemplateReference>.Builder into)
    {
        foreach (var part in parts)
        {
            part.Template?.CollectReferences(Below(path, part.Key), into);
        }
    }
}

/// <summary>A map with templates in some of its values.</summary>
internal sealed class MapTemplate(ImmutableArray<TemplatePart> parts) : TemplateNode
{
    public override Value Render(Evaluator run)
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, Value>>(parts.Length);
        foreach (var part in parts)
        {
            entries.Add(new(part.Key, part.Render(run)));
        }

        return new OrderedMapValue(entries.MoveToImmutable());
    }

    public override void CollectReferences(string path, ImmutableArray<TemplateReference>.Builder into)
    {
        foreach (var part in parts)
        {
            part.Template?.CollectReferences(Below(path, part.Key), into);
        }
    }
}
