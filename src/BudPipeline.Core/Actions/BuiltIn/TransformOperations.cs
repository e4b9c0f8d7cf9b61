using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions.BuiltIn;

/// <summary>The operations of <c>transform</c> (contract §c.2). None of them throws: what it cannot work on stays as it is.</summary>
internal static class TransformOperations
{
    private static readonly FrozenDictionary<string, Func<Value, MapValue, Value>> ByName = new Dictionary<
        string,
        Func<Value, MapValue, Value>
    >(StringComparer.Ordinal)
    {
        ["passthrough"] = (input, _) => input,
        ["uppercase"] = (input, _) => EachText(input, text => text.ToUpperInvariant()),
        ["lowercase"] = (input, _) => EachText(input, text => text.ToLowerInvariant()),
        ["keys"] = (input, _) => Value.Of(EntriesOf(input).Select(e => Value.Of(e.Key))),
        ["values"] = (input, _) => Value.Of(EntriesOf(input).Select(e => e.Value)),
        ["count"] = (input, _) => Value.Of(Count(input)),
        ["flatten"] = (input, _) => OfList(input, items => items.SelectMany(i => i is ListValue l ? l.Items : [i])),
        ["unique"] = (input, _) => OfList(input, Unique),
        ["sort"] = (input, _) => OfList(input, Sort),
        ["reverse"] = (input, _) => input is StringValue s ? Reversed(s) : OfList(input, items => items.Reverse()),
        ["extract"] = (input, given) => AtPath(input, given),
        ["json_extract"] = (input, given) => AtPath(Parsed(input), given),
        ["pick"] = Pick,
        ["map"] = (input, given) => OfList(input, items => items.Select(i => AtPath(i, given))),
        ["filter"] = (input, given) => OfList(input, items => items.Where(i => Passes(AtPath(i, given), given))),
        ["reduce"] = (input, given) => input is ListValue list ? Reduce(list, given) : input,
        ["normalize"] = (input, _) => input is ListValue list ? Scaled(list) : EachText(input, Collapsed),
        ["template"] = (input, given) => given["template"] is { IsUndefined: false } rendered ? rendered : input,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What they are called, the oldest first.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "passthrough",
        "uppercase",
        "lowercase",
        "keys",
        "values",
        "count",
        "flatten",
        "unique",
        "sort",
        "reverse",
        "map",
        "filter",
        "reduce",
        "normalize",
        "json_extract",
        "extract",
        "pick",
        "template",
    ];

    /// <summary>Applies an operation; one that is not known gives the input itself.</summary>
    public static Value Apply(string operation, Value input, MapValue given)
    {
        var result = ByName.TryGetValue(operation, out var apply) ? apply(input, given) : input;
        return result.IsUndefined ? Value.Null : result;
    }

    private static Value EachText(Value input, Func<string, string> change) =>
        input switch
        {
            StringValue text => Value.Of(change(text.Content)),
            MapValue map => MapValue.Of(
                map.Entries.Select(e =>
                    KeyValuePair.Create(e.Key, e.Value is StringValue text ? Value.Of(change(text.Content)) : e.Value)
                )
            ),
            _ => input,
        };

    private static IEnumerable<KeyValuePair<string, Value>> EntriesOf(Value input) =>
        input is MapValue map ? map.Entries : [];

    private static long Count(Value input) =>
        input switch
        {
            StringValue text => text.Content.EnumerateRunes().Count(),
            ListValue list => list.Items.Length,
            MapValue map => map.Count,
            _ => 0,
        };

    private static Value OfList(Value input, Func<IEnumerable<Value>, IEnumerable<Value>> change) =>
        input is ListValue list ? Value.Of(change(list.Items)) : input;

    private static IEnumerable<Value> Unique(IEnumerable<Value> items)
    {
        var values = new HashSet<Value>();
        var maps = new HashSet<string>(StringComparer.Ordinal);
        return items.Where(i => i is MapValue ? maps.Add(ValueJson.ToText(i)) : values.Add(i));
    }

    private static IEnumerable<Value> Sort(IEnumerable<Value> items)
    {
        var all = items.ToList();
        if (all.TrueForAll(i => i is LongValue or DoubleValue or BoolValue))
        {
            return all.OrderBy(i => i is BoolValue b ? (b.Content ? 1 : 0) : ActionParams.NumberOf(i) ?? double.NaN);
        }

        return all.OrderBy(ActionParams.TextOf, StringComparer.Ordinal);
    }

    private static Value Reversed(StringValue text) =>
        Value.Of(string.Concat(text.Content.EnumerateRunes().Reverse().Select(r => r.ToString())));

    private static Value AtPath(Value input, MapValue given)
    {
        var path = (given.Text("path") ?? "").Replace("[", ".", StringComparison.Ordinal);
        var at = input;
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            at = Member(at, part.TrimEnd(']').Trim('\'', '"'));
        }

        return at.IsUndefined ? Value.Null : at;
    }

    private static Value Member(Value value, string name) =>
        value switch
        {
            MapValue map => map[name],
            ListValue list when int.TryParse(name, CultureInfo.InvariantCulture, out var index) => index
                < -list.Items.Length
            || index >= list.Items.Length
                ? Value.Undefined
                : list.Items[index < 0 ? index + list.Items.Length : index],
            _ => Value.Undefined,
        };

    private static Value Parsed(Value input)
    {
        if (input is not StringValue text)
        {
            return input;
        }

        try
        {
            return ValueJson.Parse(text.Content);
        }
        catch (JsonException)
        {
            return Value.Null;
        }
    }

    private static Value Pick(Value input, MapValue given)
    {
        var fields = given["fields"] switch
        {
            ListValue list => list.Items.Select(ActionParams.TextOf).ToList(),
            StringValue text => [.. text.Content.Split(',', StringSplitOptions.TrimEntries)],
            _ => [],
        };
        return input switch
        {
            MapValue map => Picked(map, fields),
            ListValue list => Value.Of(list.Items.Select(i => i is MapValue map ? Picked(map, fields) : i)),
            _ => input,
        };
    }

    private static MapValue Picked(MapValue map, List<string> fields) =>
        MapValue.Of(fields.Where(f => map.TryGet(f, out _)).Select(f => KeyValuePair.Create(f, map[f])));

    private static bool Passes(Value value, MapValue given) =>
        given["value"] is { IsUndefined: false } wanted ? value.Equals(wanted) : ValueTruth.Of(value);

    private static Value Reduce(ListValue list, MapValue given)
    {
        var items = list.Items.Select(i => AtPath(i, given)).ToList();
        var numbers = items.Select(ActionParams.NumberOf).OfType<double>().ToList();
        return given.Text("reducer") switch
        {
            "count" => Value.Of(items.Count),
            "first" => items.FirstOrDefault(Value.Null),
            "last" => items.LastOrDefault(Value.Null),
            "min" => numbers.Count == 0 ? Value.Null : Number(numbers.Min(), items),
            "max" => numbers.Count == 0 ? Value.Null : Number(numbers.Max(), items),
            "average" => numbers.Count == 0 ? Value.Null : Value.Of(numbers.Average()),
            _ => Number(numbers.Sum(), items),
        };
    }

    private static Value Number(double number, List<Value> from) =>
        from.TrueForAll(i => i is LongValue) && Math.Abs(number) < 1e15 ? Value.Of((long)number) : Value.Of(number);

    private static Value Scaled(ListValue list)
    {
        var numbers = list.Items.Select(ActionParams.NumberOf).OfType<double>().ToList();
        if (numbers.Count == 0 || numbers.Count != list.Items.Length)
        {
            return list;
        }

        var (min, span) = (numbers.Min(), numbers.Max() - numbers.Min());
        return Value.Of(numbers.Select(n => Value.Of(span == 0 ? 0.0 : (n - min) / span)));
    }

    private static string Collapsed(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
