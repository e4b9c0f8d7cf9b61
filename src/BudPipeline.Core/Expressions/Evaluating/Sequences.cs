using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>Values seen as a row of items.</summary>
internal static class Sequences
{
    /// <summary>A list's items, a map's keys, a text's characters; undefined has none, anything else fails.</summary>
    public static ImmutableArray<Value> Items(Evaluator run, Value value, int offset)
    {
        switch (value)
        {
            case ListValue list:
                return run.Spend(list.Items.Length) ? list.Items : [];
            case MapValue map:
                return run.Spend(map.Count) ? [.. map.Entries.Select(e => Value.Of(e.Key))] : [];
            case StringValue text:
                return run.Spend(text.Content.Length) ? [.. Characters.Of(text.Content).Select(Value.Of)] : [];
            case UndefinedValue:
                return [];
            case SecretValue:
                run.FailOnSecret(offset);
                return [];
            default:
                run.Fail(ExpressionErrorCodes.TypeMismatch, $"a list is needed here, not {Kinds.Of(value)}", offset);
                return [];
        }
    }

    public static Value Concatenate(Evaluator run, ListValue left, ListValue right) =>
        run.Spend((long)left.Items.Length + right.Items.Length)
            ? new ListValue([.. left.Items, .. right.Items])
            : Value.Undefined;

    public static Value Repeat(Evaluator run, ListValue list, long times)
    {
        if (times <= 0 || list.Items.IsEmpty)
        {
            return ListValue.Empty;
        }

        var isPaid = times <= int.MaxValue && run.Spend(times * list.Items.Length);
        return isPaid ? Value.Of(Enumerable.Repeat(list.Items, (int)times).SelectMany(i => i)) : Spent(run);
    }

    /// <summary>Sorted by comparing keys, equal ones in their order; a comparison that fails ends it.</summary>
    public static ImmutableArray<Value> Sort(
        Evaluator run,
        ImmutableArray<Value> items,
        Func<Value, Value> keyOf,
        bool descending,
        int offset
    )
    {
        var from = items.Select(item => new Keyed(keyOf(item), item)).ToArray();
        var to = new Keyed[from.Length];
        for (var width = 1; width < from.Length && run.Error is null; width *= 2)
        {
            for (var low = 0; low < from.Length; low += 2 * width)
            {
                Merge(low, Math.Min(low + width, from.Length), Math.Min(low + (2 * width), from.Length));
            }

            (from, to) = (to, from);
        }

        return [.. from.Select(pair => pair.Item)];

        void Merge(int left, int middle, int end)
        {
            var right = middle;
            for (var place = left; place < end; place++)
            {
                var takesRight = right < end && (left >= middle || IsBefore(from[right].Key, from[left].Key));
                to[place] = takesRight ? from[right++] : from[left++];
            }
        }

        bool IsBefore(Value a, Value b)
        {
            var order = Comparisons.Order(run, a, b, offset);
            return descending ? order > 0 : order < 0;
        }
    }

    private readonly record struct Keyed(Value Key, Value Item);

    private static Value Spent(Evaluator run)
    {
        run.Spend(long.MaxValue);
        return Value.Undefined;
    }
}
