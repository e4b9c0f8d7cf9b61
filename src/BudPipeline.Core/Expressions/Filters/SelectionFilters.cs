using System.Collections.Immutable;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Filters that apply a filter or test to every item.</summary>
internal static class SelectionFilters
{
    public static Value Map(Evaluator run, Value target, Arguments arguments)
    {
        var items = Sequences.Items(run, target, arguments.Offset);
        if (arguments[1] is not null)
        {
            var attribute = Attribute.Of(run, arguments[1], arguments.Offset);
            var otherwise = arguments[2] ?? Value.Null;
            return Value.Of(
                items.Select(item => attribute.Get(item) is { IsUndefined: false } value ? value : otherwise)
            );
        }

        var name = arguments.Text(0, "");
        if (!FilterTable.All.TryGet(name, out var filter))
        {
            var message =
                $"'map' needs an attribute or the name of a filter, not '{name}'{FilterTable.All.Suggestion(name)}";
            return run.Fail(ExpressionErrorCodes.UnknownFilter, message, arguments.Offset);
        }

        var bound = Bind(run, filter.Signature, $"filter '{name}'", arguments.From(3), arguments.Offset);
        var mapped = ImmutableArray.CreateBuilder<Value>(items.Length);
        foreach (var item in items)
        {
            mapped.Add(Evaluator.Kept(run.Apply(filter, item, bound.AsSpan(), arguments.Offset)));
        }

        return new ListValue(mapped.DrainToImmutable());
    }

    public static Value Select(Evaluator run, Value target, Arguments arguments) =>
        Where(run, target, null, arguments[0], arguments.From(1), true, arguments.Offset);

    public static Value Reject(Evaluator run, Value target, Arguments arguments) =>
        Where(run, target, null, arguments[0], arguments.From(1), false, arguments.Offset);

    public static Value SelectAttribute(Evaluator run, Value target, Arguments arguments) =>
        Where(run, target, arguments[0], arguments[1], arguments.From(2), true, arguments.Offset);

    public static Value RejectAttribute(Evaluator run, Value target, Arguments arguments) =>
        Where(run, target, arguments[0], arguments[1], arguments.From(2), false, arguments.Offset);

    private static Value Where(
        Evaluator run,
        Value target,
        Value? attributeName,
        Value? testName,
        ImmutableArray<Value?> more,
        bool keeps,
        int offset
    )
    {
        var items = Sequences.Items(run, target, offset);
        var attribute = Attribute.Of(run, attributeName, offset);
        if (testName is null)
        {
            return Value.Of(items.Where(item => run.IsTrue(attribute.Get(item), offset) == keeps));
        }

        var name = run.TextOf(testName, offset);
        if (!TestTable.All.TryGet(name, out var test))
        {
            var message = $"there is no test '{name}'{TestTable.All.Suggestion(name)}";
            return run.Fail(ExpressionErrorCodes.UnknownTest, message, offset);
        }

        var bound = Bind(run, test.Signature, $"test '{name}'", more, offset);
        return Value.Of(items.Where(item => run.Holds(test, attribute.Get(item), bound.AsSpan(), offset) == keeps));
    }

    private static ImmutableArray<Value?> Bind(
        Evaluator run,
        Signature signature,
        string what,
        ImmutableArray<Value?> given,
        int offset
    )
    {
        var bound = signature.Bind(
            [.. given.OfType<Value>()],
            ImmutableDictionary<string, Value>.Empty,
            out var problem
        );
        if (problem is not null)
        {
            run.Fail(ExpressionErrorCodes.WrongArguments, $"{what} {problem}", offset);
        }

        return bound;
    }
}
