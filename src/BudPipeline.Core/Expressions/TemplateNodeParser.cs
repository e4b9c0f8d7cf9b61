using System.Collections.Immutable;
using System.Globalization;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions;

/// <summary>Finds and parses the templates in a JSON value.</summary>
internal sealed class TemplateNodeParser
{
    /// <summary>How deep a value may nest for templates to be found in it; more would be a danger to the stack.</summary>
    private const int Deepest = 200;

    private readonly ImmutableArray<TemplateProblem>.Builder problems = ImmutableArray.CreateBuilder<TemplateProblem>();

    /// <summary>What did not parse.</summary>
    public ImmutableArray<TemplateProblem> Problems => problems.ToImmutable();

    /// <summary>The templates in a value; null when there are none.</summary>
    public TemplateNode? Parse(Value source) => Parse(source, "", 0);

    private TemplateNode? Parse(Value source, string path, int depth)
    {
        switch (source)
        {
            case StringValue text when TemplateParser.HasTemplates(text.Content):
                var parsed = TemplateParser.Parse(text.Content, out var error);
                if (error is not null)
                {
                    problems.Add(new TemplateProblem(path, error));
                }

                return parsed is null ? null : new TextTemplate(parsed);
            case ListValue or MapValue when depth >= Deepest:
                var message = $"values nest deeper than {Deepest} levels";
                problems.Add(new TemplateProblem(path, new ExpressionError(ExpressionErrorCodes.TooDeep, message, 0)));
                return null;
            case ListValue list:
                var items = list.Items.Select((item, i) => new KeyValuePair<string, Value>(Place(i), item));
                return Parts(items, path, depth) is { IsEmpty: false } itemParts ? new ListTemplate(itemParts) : null;
            case MapValue map:
                return Parts(map.Entries, path, depth) is { IsEmpty: false } parts ? new MapTemplate(parts) : null;
            default:
                return null;
        }
    }

    /// <summary>The parts of a list or map; empty when none of them has a template.</summary>
    private ImmutableArray<TemplatePart> Parts(IEnumerable<KeyValuePair<string, Value>> entries, string path, int depth)
    {
        var parts = ImmutableArray.CreateBuilder<TemplatePart>();
        var hasTemplates = false;
        foreach (var (key, value) in entries)
        {
            var part = new TemplatePart(key, value, Parse(value, TemplateNode.Below(path, key), depth + 1));
            hasTemplates |= part.Template is not null;
            parts.Add(part);
        }

        return hasTemplates ? parts.DrainToImmutable() : [];
    }

    private static string Place(int index) => index.ToString(CultureInfo.InvariantCulture);
}
