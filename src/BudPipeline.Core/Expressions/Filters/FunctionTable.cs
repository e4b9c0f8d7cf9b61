using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Every function there is. A new one is a line here and a function below.</summary>
internal static class FunctionTable
{
    public static NamedTable<ValueFunction> All { get; } =
        new(
            [new("range", new() { Required = ["start"], Optional = ["stop", "step"] }, Range)],
            function => function.Name
        );

    /// <summary><c>range(stop)</c>, <c>range(start, stop)</c> or <c>range(start, stop, step)</c>.</summary>
    private static Value Range(Evaluator run, Arguments arguments)
    {
        var hasStart = arguments[1] is not null;
        Int128 start = hasStart ? arguments.Whole(0, 0) : 0;
        Int128 stop = arguments.Whole(hasStart ? 1 : 0, 0);
        Int128 step = arguments.Whole(2, 1);
        if (step == 0)
        {
            return run.Fail(ExpressionErrorCodes.WrongArguments, "the step of a range cannot be 0", arguments.Offset);
        }

        var distance = step > 0 ? stop - start : start - stop;
        var stride = Int128.Abs(step);
        var count = distance <= 0 ? 0 : (distance + stride - 1) / stride;
        if (!run.Spend(count > long.MaxValue ? long.MaxValue : (long)count))
        {
            return Value.Undefined;
        }

        return Value.Of(Enumerable.Range(0, (int)count).Select(i => Value.Of((long)(start + (i * step)))));
    }
}
