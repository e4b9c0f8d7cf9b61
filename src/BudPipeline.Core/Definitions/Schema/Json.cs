using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Schema;

/// <summary>The words of JSON Schema.</summary>
internal static class Json
{
    private const string Template = @"\{\{|\{%|\$\{";

    public static MapValue Map(params ReadOnlySpan<(string Key, Value? Value)> entries)
    {
        var given = new List<KeyValuePair<string, Value>>(entries.Length);
        foreach (var (key, value) in entries)
        {
            if (value is not null)
            {
                given.Add(new(key, value));
            }
        }

        return MapValue.Of(given);
    }

    public static MapValue Type(params ReadOnlySpan<string> types) =>
        MapValue.Of(("type", types is [var one] ? Value.Of(one) : Texts([.. types])));

    public static MapValue Ref(string name) => MapValue.Of(("$ref", Value.Of($"#/definitions/{name}")));

    public static MapValue AnyOf(IEnumerable<Value> schemas) => MapValue.Of(("anyOf", Value.Of(schemas)));

    public static MapValue OrNull(MapValue schema, bool takesNull)
    {
        if (!takesNull || schema.Count == 0)
        {
            return schema;
        }

        return schema["type"] is StringValue type && schema["type"] is not ListValue
            ? schema.With(MapValue.Of(("type", Texts([type.Content, "null"]))))
            : AnyOf([schema, Type("null")]);
    }

    public static MapValue Text(int minLength, int maxLength) =>
        Map(
            ("type", Value.Of("string")),
            ("minLength", minLength == 0 ? null : Value.Of((long)minLength)),
            ("maxLength", maxLength == int.MaxValue ? null : Value.Of((long)maxLength))
        );

    public static MapValue List(MapValue items, bool needsItems) =>
        Map(("type", Value.Of("array")), ("items", items), ("minItems", needsItems ? Value.Of(1L) : null));

    /// <summary>One of these words. The list is what an editor offers, the pattern takes any case.</summary>
    public static MapValue Words(ImmutableArray<string> words) =>
        AnyOf([MapValue.Of(("enum", Texts(words))), Matching($"^({string.Join('|', words.Select(InAnyCase))})$")]);

    public static MapValue Matching(string pattern) =>
        MapValue.Of(("type", Value.Of("string")), ("pattern", Value.Of(pattern)));

    /// <summary>A text that holds a template: what it gives is known at run time only.</summary>
    public static MapValue Templated() => Matching(Template);

    public static Value Texts(IEnumerable<string> texts) => Value.Of(texts.Select(text => Value.Of(text)));

    private static string InAnyCase(string word) =>
        string.Concat(
            word.Select(c =>
                char.IsAsciiLetter(c) ? $"[{char.ToLowerInvariant(c)}{char.ToUpperInvariant(c)}]" : $"[{c}]"
            )
        );
}
