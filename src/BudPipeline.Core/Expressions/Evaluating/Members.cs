using System.Globalization;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>What stands in a value: at a key, at a place, or between two places. What is not there is undefined.</summary>
internal static class Members
{
    /// <summary>A member whose key is written in the expression.</summary>
    public static Value Get(Evaluator run, Value value, Member member)
    {
        switch (value)
        {
            case MapValue map:
                return map.TryGet(member.Key, out var found) ? found : Value.Undefined;
            case ListValue list when member.Index is { } index:
                return At(list, index);
            case StringValue text when member.Index is { } index:
                return run.SpendOnText(text.Content.Length) ? At(text.Content, index) : Value.Undefined;
            default:
                return Value.Undefined;
        }
    }

    /// <summary>A member whose key or place was computed.</summary>
    public static Value Get(Evaluator run, Value value, Value index, int offset)
    {
        switch (value, index)
        {
            case (MapValue map, StringValue key):
                return map.TryGet(key.Content, out var found) ? found : Value.Undefined;
            case (MapValue map, LongValue key):
                var text = key.Content.ToString(CultureInfo.InvariantCulture);
                return map.TryGet(text, out var numbered) ? numbered : Value.Undefined;
            case (ListValue list, LongValue place):
                return At(list, place.Content);
            case (StringValue letters, LongValue place):
                return run.SpendOnText(letters.Content.Length) ? At(letters.Content, place.Content) : Value.Undefined;
            case (_, SecretValue):
                run.FailOnSecret(offset);
                return Value.Undefined;
            default:
                return Value.Undefined;
        }
    }

    /// <summary>The part between two places, as Python cuts it.</summary>
    public static Value Cut(Evaluator run, Value value, Slice slice, int offset)
    {
        var step = Place(run, slice.Step, offset) ?? 1;
        if (step == 0)
        {
            return run.Fail(ExpressionErrorCodes.WrongArguments, "the step of a slice cannot be 0", offset);
        }

        var start = Place(run, slice.Start, offset);
        var stop = Place(run, slice.Stop, offset);
        switch (value)
        {
            case ListValue list:
                var places = Places(list.Items.Length, start, stop, step);
                return run.Spend(places.Count) ? Value.Of(places.Select(i => list.Items[i])) : Value.Undefined;
            case StringValue text when run.SpendOnText(text.Content.Length):
                var characters = Characters.Of(text.Content);
                return Value.Of(string.Concat(Places(characters.Count, start, stop, step).Select(i => characters[i])));
            default:
                return Value.Undefined;
        }
    }

    private static Value At(ListValue list, long place)
    {
        var index = place < 0 ? place + list.Items.Length : place;
        return index >= 0 && index < list.Items.Length ? list.Items[(int)index] : Value.Undefined;
    }

    private static Value At(string text, long place)
    {
        var characters = Characters.Of(text);
        var index = place < 0 ? place + characters.Count : place;
        return index >= 0 && index < characters.Count ? Value.Of(characters[(int)index]) : Value.Undefined;
    }

    private static long? Place(Evaluator run, Expression? node, int offset)
    {
        switch (node is null ? Value.Null : run.Use(node))
        {
            case LongValue place:
                return place.Content;
            case NullValue or UndefinedValue:
                return null;
            case var other:
                run.Fail(
                    ExpressionErrorCodes.TypeMismatch,
                    $"a slice needs whole numbers, not {Kinds.Of(other)}",
                    offset
                );
                return null;
        }
    }

    private static List<int> Places(int length, long? start, long? stop, long step)
    {
        var (lowest, highest) = step > 0 ? (0L, length) : (-1L, length - 1L);
        var from = start is { } s ? Clamp(s) : (step > 0 ? lowest : highest);
        var to = stop is { } e ? Clamp(e) : (step > 0 ? highest : lowest);
        var stride = Math.Clamp(step, -length - 1, length + 1);
        var places = new List<int>();
        for (var i = from; step > 0 ? i < to : i > to; i += stride)
        {
            places.Add((int)i);
        }

        return places;

        long Clamp(long place) => Math.Clamp(place < 0 ? place + length : place, lowest, highest);
    }
}
