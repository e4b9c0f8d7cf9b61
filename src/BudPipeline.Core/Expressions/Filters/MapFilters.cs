using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Filters on maps.</summary>
internal static class MapFilters
{
    public static Value Items(Evaluator run, Value target, Arguments arguments) =>
        Value.Of(Entries(run, target, arguments.Offset).Select(Pair));

    public static Value Keys(Evaluator run, Value target, Arguments arguments) =>
        Value.Of(Entries(run, target, arguments.Offset).Select(e => Value.Of(e.Key)));

    public static Value Values(Evaluator run, Value target, Arguments arguments) =>
        Value.Of(Entries(run, target, arguments.Offset).Select(e => e.Value));

    public static Value Sort(Evaluator run, Value target, Arguments arguments)
    {
        var by = arguments.Text(1, "key");
        if (by is not ("key" or "value"))
        {
            var message = $"a map is sorted by key or value, not by '{by}'";
            return run.Fail(ExpressionErrorCodes.WrongArguments, message, arguments.Offset);
        }

        var place = Value.Of(by == "key" ? 0L : 1L);
        var key = ListFilters.KeyOf(run, place, arguments.Flag(0), arguments.Offset);
        var pairs = Entries(run, target, arguments.Offset).Select(Pair);
        return new ListValue(Sequences.Sort(run, [.. pairs], key, arguments.Flag(2), arguments.Offset));
    }

    private static Value Pair(KeyValuePair<string, Value> entry) => Value.Of([Value.Of(entry.Key), entry.Value]);

    private static IEnumerable<KeyValuePair<string, Value>> Entries(Evaluator run, Value target, int offset)
    {
        switch (target)
        {
            case MapValue map:
                return run.Spend(map.Count) ? map.Entries : [];
            case UndefinedValue:
                return [];
            default:
                run.Fail(ExpressionErrorCodes.TypeMismatch, $"a map is needed here, not {Kinds.Of(target)}", offset);
                return [];
        }
    }
}
