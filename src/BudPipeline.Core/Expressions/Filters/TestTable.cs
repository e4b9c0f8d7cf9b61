using BudPipeline.Core.Expressions.Evaluating;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Every test there is, used as <c>value is name</c>. A new one is a line here.</summary>
internal static class TestTable
{
    private static readonly Signature Other = new() { Required = ["other"] };

    public static NamedTable<ValueTest> All { get; } =
        new(
            [
                new("defined", Signature.None, (_, v, _) => !v.IsUndefined) { TakesAnything = true },
                new("undefined", Signature.None, (_, v, _) => v.IsUndefined) { TakesAnything = true },
                new("none", Signature.None, (_, v, _) => v is NullValue),
                new("true", Signature.None, (_, v, _) => v is BoolValue { Content: true }),
                new("false", Signature.None, (_, v, _) => v is BoolValue { Content: false }),
                new("boolean", Signature.None, (_, v, _) => v is BoolValue),
                new("string", Signature.None, (_, v, _) => v is StringValue),
                new("number", Signature.None, (_, v, _) => Numbers.IsNumber(v)),
                new("integer", Signature.None, (_, v, _) => v is LongValue),
                new("float", Signature.None, (_, v, _) => v is DoubleValue),
                new("mapping", Signature.None, (_, v, _) => v is MapValue),
                new("sequence", Signature.None, (_, v, _) => v is ListValue or MapValue or StringValue),
                new("iterable", Signature.None, (_, v, _) => v is ListValue or MapValue or StringValue),
                new(
                    "lower",
                    Signature.None,
                    (run, v, a) => IsCase(run.TextOf(v, a.Offset), char.IsLower, char.IsUpper)
                ),
                new(
                    "upper",
                    Signature.None,
                    (run, v, a) => IsCase(run.TextOf(v, a.Offset), char.IsUpper, char.IsLower)
                ),
                new("even", Signature.None, (run, v, a) => Remainder(run, v, 2, a.Offset) == 0),
                new("odd", Signature.None, (run, v, a) => Remainder(run, v, 2, a.Offset) is 1 or -1),
                new(
                    "divisibleby",
                    new() { Required = ["num"] },
                    (run, v, a) => Remainder(run, v, a.Whole(0, 0), a.Offset) == 0
                ),
                new("in", new() { Required = ["seq"] }, Compare(Operator.In)),
                new("eq", Other, Compare(Operator.Equal)),
                new("ne", Other, Compare(Operator.NotEqual)),
                new("lt", Other, Compare(Operator.Less)),
                new("le", Other, Compare(Operator.LessOrEqual)),
                new("gt", Other, Compare(Operator.Greater)),
                new("ge", Other, Compare(Operator.GreaterOrEqual)),
                new("filter", Signature.None, (run, v, a) => FilterTable.All.TryGet(run.TextOf(v, a.Offset), out _)),
                new("test", Signature.None, (run, v, a) => All!.TryGet(run.TextOf(v, a.Offset), out _)),
            ],
            test => test.Name,
            ("None", "none"),
            ("null", "none"),
            ("True", "true"),
            ("False", "false"),
            ("equalto", "eq"),
            ("sameas", "eq"),
            ("==", "eq"),
            ("!=", "ne"),
            ("<", "lt"),
            ("lessthan", "lt"),
            ("<=", "le"),
            (">", "gt"),
            ("greaterthan", "gt"),
            (">=", "ge")
        );

    private static TestFunction Compare(Operator @operator) =>
        (run, value, arguments) =>
            Comparisons.Holds(run, @operator, value, arguments[0] ?? Value.Undefined, arguments.Offset);

    private static bool IsCase(string text, Func<char, bool> wanted, Func<char, bool> other) =>
        text.Any(wanted) && !text.Any(other);

    private static long? Remainder(Evaluator run, Value value, long divisor, int offset)
    {
        if (value.IsUndefined)
        {
            run.Miss(value);
            return null;
        }

        var remainder = Numbers.IsNumber(value)
            ? Numbers.Apply(run, Operator.Remainder, value, Value.Of(divisor), offset)
            : run.Fail(ExpressionErrorCodes.TypeMismatch, $"a number is needed, not {Kinds.Of(value)}", offset);
        return Numbers.TryWhole(remainder, out var whole) ? whole : null;
    }
}
