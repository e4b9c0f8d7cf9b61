using System.Collections.Immutable;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Filters on lists; a map counts as its keys, a text as its characters.</summary>
internal static class ListFilters
{
    public static Value Join(Evaluator run, Value target, Arguments arguments)
    {
        var items = Sequences.Items(run, target, arguments.Offset);
        var separator = arguments.Text(0, "");
        var attribute = Attribute.Of(run, arguments[1], arguments.Offset);
        var into = new DeferredText(run.Limits.OutputLength);
        for (var i = 0; i < items.Length && !into.IsTooLong; i++)
        {
            into.Append(i == 0 ? "" : separator);
            ValueTextForms.Write(attribute.Get(items[i]), into);
        }

        return run.Finish(into, arguments.Offset);
    }

    public static Value First(Evaluator run, Value target, Arguments arguments) =>
        target switch
        {
            ListValue { Items: [var first, ..] } => first,
            ListValue => Value.Undefined,
            _ => Sequences.Items(run, target, arguments.Offset).FirstOrDefault(Value.Undefined),
        };

    public static Value Last(Evaluator run, Value target, Arguments arguments) =>
        target switch
        {
            ListValue { Items: [.., var last] } => last,
            ListValue => Value.Undefined,
            _ => Sequences.Items(run, target, arguments.Offset).LastOrDefault(Value.Undefined),
        };

    public static Value Sum(Evaluator run, Value target, Arguments arguments)
    {
        var attribute = Attribute.Of(run, arguments[0], arguments.Offset);
        var total = arguments[1] ?? Value.Of(0L);
        foreach (var item in Sequences.Items(run, target, arguments.Offset))
        {
            total = Operators.Apply(run, Syntax.Operator.Add, total, attribute.Get(item), arguments.Offset);
        }

        return total;
    }

    public static Value Min(Evaluator run, Value target, Arguments arguments) => Extreme(run, target, arguments, -1);

    public static Value Max(Evaluator run, Value target, Arguments arguments) => Extreme(run, target, arguments, 1);

    public static Value Sort(Evaluator run, Value target, Arguments arguments)
    {
        var items = Sequences.Items(run, target, arguments.Offset);
        var key = KeysOf(run, arguments[2], arguments.Flag(1), arguments.Offset);
        return new ListValue(Sequences.Sort(run, items, key, arguments.Flag(0), arguments.Offset));
    }

    /// <summary>Pairs of a key and the items that have it, sorted by the key.</summary>
    public static Value GroupBy(Evaluator run, Value target, Arguments arguments)
    {
        var attribute = Attribute.Of(run, arguments[0], arguments.Offset);
        var key = KeyOf(run, arguments[0], arguments.Flag(2), arguments.Offset);
        var otherwise = arguments[1] ?? Value.Null;
        var items = Sequences.Items(run, target, arguments.Offset);
        var groups = new List<(Value Key, Value Name, List<Value> Items)>();
        foreach (var item in Sequences.Sort(run, items, OrDefault(key), false, arguments.Offset))
        {
            var itemKey = OrDefault(key)(item);
            if (groups.Count == 0 || !Comparisons.AreEqual(run, groups[^1].Key, itemKey, arguments.Offset))
            {
                groups.Add((itemKey, OrDefault(attribute.Get)(item), []));
            }

            groups[^1].Items.Add(item);
        }

        return Value.Of(groups.Select(group => Value.Of([group.Name, Value.Of(group.Items)])));

        Func<Value, Value> OrDefault(Func<Value, Value> get) =>
            item => get(item) is { IsUndefined: false } found ? found : otherwise;
    }

    /// <summary>The items without repeats, the first of equal ones kept.</summary>
    public static Value Unique(Evaluator run, Value target, Arguments arguments)
    {
        var key = KeyOf(run, arguments[1], arguments.Flag(0), arguments.Offset);
        var seen = new List<Value>();
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var unique = ImmutableArray.CreateBuilder<Value>();
        foreach (var item in Sequences.Items(run, target, arguments.Offset))
        {
            var itemKey = key(item);
            if (itemKey is StringValue text ? texts.Add(text.Content) : IsNew(run, itemKey, seen, arguments.Offset))
            {
                unique.Add(item);
            }
        }

        return new ListValue(unique.DrainToImmutable());
    }

    /// <summary>Lists of so many items each; the last one is filled up if there is something to fill with.</summary>
    public static Value Batch(Evaluator run, Value target, Arguments arguments)
    {
        var size = arguments.Whole(0, 1);
        if (size is < 1 or > int.MaxValue)
        {
            return run.Fail(ExpressionErrorCodes.WrongArguments, "a batch has at least 1 item", arguments.Offset);
        }

        if (Nesting.IsTooDeep(run, target, arguments.Offset))
        {
            return Value.Undefined;
        }

        var batches = Sequences.Items(run, target, arguments.Offset).Chunk((int)size).Select(Value.Of).ToList();
        if (arguments[1] is { } filler && batches is [.., ListValue last])
        {
            var lacking = (int)size - last.Items.Length;
            batches[^1] = run.Spend(lacking) ? Value.Of(last.Items.Concat(Enumerable.Repeat(filler, lacking))) : last;
        }

        return Value.Of(batches);
    }

    /// <summary>So many lists of about one length, the longer ones first.</summary>
    public static Value Slice(Evaluator run, Value target, Arguments arguments)
    {
        var items = Sequences.Items(run, target, arguments.Offset);
        var count = arguments.Whole(0, 1);
        if (Nesting.IsTooDeep(run, target, arguments.Offset))
        {
            return Value.Undefined;
        }

        if (count < 1 || !run.Spend(count))
        {
            return run.Fail(ExpressionErrorCodes.WrongArguments, "there is at least 1 slice", arguments.Offset);
        }

        var (length, longer) = Math.DivRem(items.Length, (int)count);
        var slices = new List<Value>((int)count);
        var from = 0;
        for (var i = 0; i < count; i++)
        {
            var size = i < longer ? length + 1 : length;
            var slice = items.Skip(from).Take(size);
            slices.Add(Value.Of(arguments[1] is { } filler && i >= longer ? slice.Append(filler) : slice));
            from += size;
        }

        return Value.Of(slices);
    }

    /// <summary>What items are compared by: themselves or an attribute, text in lower case unless case matters.</summary>
    public static Func<Value, Value> KeyOf(Evaluator run, Value? attributeName, bool caseMatters, int offset)
    {
        var attribute = Attribute.Of(run, attributeName, offset);
        return item =>
        {
            var key = attribute.Get(item);
            var isLowered = !caseMatters && key is StringValue;
            return isLowered ? Value.Of(run.TextOf(key, offset).ToLowerInvariant()) : key;
        };
    }

    /// <summary>The same by several attributes with commas between them: the first counts most.</summary>
    private static Func<Value, Value> KeysOf(Evaluator run, Value? attributeNames, bool caseMatters, int offset)
    {
        if (attributeNames is not StringValue names || !names.Content.Contains(',', StringComparison.Ordinal))
        {
            return KeyOf(run, attributeNames, caseMatters, offset);
        }

        var keys = names
            .Content.Split(',', StringSplitOptions.TrimEntries)
            .Select(name => KeyOf(run, Value.Of(name), caseMatters, offset))
            .ToArray();
        return item => Value.Of(keys.Select(key => key(item)));
    }

    private static Value Extreme(Evaluator run, Value target, Arguments arguments, int direction)
    {
        var key = KeyOf(run, arguments[1], arguments.Flag(0), arguments.Offset);
        var extreme = Value.Undefined;
        foreach (var item in Sequences.Items(run, target, arguments.Offset))
        {
            var isFurther =
                extreme.IsUndefined
                || Math.Sign(Comparisons.Order(run, key(item), key(extreme), arguments.Offset)) == direction;
            extreme = isFurther ? item : extreme;
        }

        return extreme;
    }

    private static bool IsNew(Evaluator run, Value key, List<Value> seen, int offset)
    {
        if (seen.Exists(other => Comparisons.AreEqual(run, key, other, offset)))
        {
            return false;
        }

        seen.Add(key);
        return true;
    }
}
