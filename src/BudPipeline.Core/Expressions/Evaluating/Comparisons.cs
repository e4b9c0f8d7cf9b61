using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>
/// Equality, order and membership. Nothing equals undefined, and nothing is before, after or in it.
/// </summary>
internal static class Comparisons
{
    private const int Deepest = 200;

    public static bool Holds(Evaluator run, Operator @operator, Value left, Value right, int offset) =>
        @operator switch
        {
            Operator.Equal => AreEqual(run, left, right, offset),
            Operator.NotEqual => !AreEqual(run, left, right, offset),
            Operator.In => IsIn(run, left, right, offset),
            Operator.NotIn => !IsIn(run, left, right, offset),
            _ => IsOrdered(run, @operator, left, right, offset),
        };

    /// <summary>Whether two values are equal: numbers by number, true as 1, lists and maps by content.</summary>
    public static bool AreEqual(Evaluator run, Value left, Value right, int offset) =>
        AreEqual(run, left, right, offset, 0);

    /// <summary>Negative, zero or positive as the left comes before, with or behind the right.</summary>
    public static int Order(Evaluator run, Value left, Value right, int offset) =>
        Order(run, "<", left, right, offset, 0);

    /// <summary>Whether a list has an equal item, a map such a key, or a text such a part.</summary>
    public static bool IsIn(Evaluator run, Value item, Value container, int offset)
    {
        switch (container)
        {
            case UndefinedValue:
                return false;
            case ListValue list:
                foreach (var candidate in list.Items)
                {
                    if (AreEqual(run, item, candidate, offset))
                    {
                        return true;
                    }
                }

                return false;
            case MapValue map when item is not SecretValue:
                return item is StringValue key && map.TryGet(key.Content, out _);
            case StringValue text when item is StringValue part:
                return run.SpendOnText(text.Content.Length)
                    && text.Content.Contains(part.Content, StringComparison.Ordinal);
            case StringValue when item is UndefinedValue:
                return false;
            default:
                Operators.FailOnKinds(run, "in", item, container, offset);
                return false;
        }
    }

    private static bool IsOrdered(Evaluator run, Operator @operator, Value left, Value right, int offset)
    {
        if (left.IsUndefined || right.IsUndefined)
        {
            run.Miss(left);
            return false;
        }

        var order = Order(run, ExpressionPrinter.Sign(@operator), left, right, offset, 0);
        return @operator switch
        {
            Operator.Less => order < 0,
            Operator.LessOrEqual => order <= 0,
            Operator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool AreEqual(Evaluator run, Value left, Value right, int offset, int depth)
    {
        if (depth > Deepest || !run.Spend(1))
        {
            return depth > Deepest && FailOnDepth(run, offset);
        }

        switch (left, right)
        {
            case (SecretValue, _) or (_, SecretValue):
                run.FailOnSecret(offset);
                return false;
            case (UndefinedValue, _) or (_, UndefinedValue):
                return false;
            case (StringValue a, StringValue b):
                return run.SpendOnText(a.Content.Length) && a.Content == b.Content;
            case (ListValue a, ListValue b):
                return a.Items.Length == b.Items.Length
                    && Enumerable
                        .Range(0, a.Items.Length)
                        .All(i => AreEqual(run, a.Items[i], b.Items[i], offset, depth + 1));
            case (MapValue a, MapValue b):
                return a.Count == b.Count
                    && a.Entries.All(e =>
                        b.TryGet(e.Key, out var value) && AreEqual(run, e.Value, value, offset, depth + 1)
                    );
            case (NullValue, NullValue):
                return true;
            default:
                return Numbers.AreNumbers(left, right) && OrderNumbers(left, right) == 0;
        }
    }

    private static int Order(Evaluator run, string sign, Value left, Value right, int offset, int depth)
    {
        if (depth > Deepest || !run.Spend(1))
        {
            FailOnDepth(run, offset);
            return 0;
        }

        switch (left, right)
        {
            case (StringValue a, StringValue b):
                return run.SpendOnText(a.Content.Length) ? string.CompareOrdinal(a.Content, b.Content) : 0;
            case (ListValue a, ListValue b):
                for (var i = 0; i < a.Items.Length && i < b.Items.Length; i++)
                {
                    if (!AreEqual(run, a.Items[i], b.Items[i], offset, depth + 1))
                    {
                        return Order(run, sign, a.Items[i], b.Items[i], offset, depth + 1);
                    }
                }

                return a.Items.Length - b.Items.Length;
            case var _ when Numbers.AreNumbers(left, right):
                return OrderNumbers(left, right);
            default:
                Operators.FailOnKinds(run, sign, left, right, offset);
                return 0;
        }
    }

    private static int OrderNumbers(Value left, Value right) =>
        Numbers.TryWhole(left, out var a) && Numbers.TryWhole(right, out var b)
            ? a.CompareTo(b)
            : Numbers.ToDouble(left).CompareTo(Numbers.ToDouble(right));

    private static bool FailOnDepth(Evaluator run, int offset)
    {
        run.Fail(ExpressionErrorCodes.TooDeep, $"values nest deeper than {Deepest} levels", offset);
        return false;
    }
}
