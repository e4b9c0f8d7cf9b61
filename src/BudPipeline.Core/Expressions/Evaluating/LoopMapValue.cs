using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>The name <c>loop</c> inside <c>{% for %}</c>.</summary>
internal sealed class LoopMapValue(ImmutableArray<Value> items, int index) : MapValue
{
    private static readonly ImmutableArray<string> Keys =
    [
        "index",
        "index0",
        "revindex",
        "revindex0",
        "first",
        "last",
        "length",
        "previtem",
        "nextitem",
    ];

    public override int Count => Entries.Count();

    public override IEnumerable<KeyValuePair<string, Value>> Entries
    {
        get
        {
            foreach (var key in Keys)
            {
                if (TryGet(key, out var value))
                {
                    yield return new(key, value);
                }
            }
        }
    }

    public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value)
    {
        value = key switch
        {
            "index" => Of((long)index + 1),
            "index0" => Of((long)index),
            "revindex" => Of((long)items.Length - index),
            "revindex0" => Of((long)items.Length - index - 1),
            "first" => Of(index == 0),
            "last" => Of(index == items.Length - 1),
            "length" => Of((long)items.Length),
            "previtem" when index > 0 => items[index - 1],
            "nextitem" when index + 1 < items.Length => items[index + 1],
            _ => null,
        };
        return value is not null;
    }
}
