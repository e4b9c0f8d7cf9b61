namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>How deep values nest.</summary>
internal static class Nesting
{
    /// <summary>
    /// Fails when a list around this value would nest deeper than expressions may. A filter that puts lists into lists could
    /// be repeated until nothing can write or read what it gave; literals are bounded by the nesting of their text.
    /// </summary>
    public static bool IsTooDeep(Evaluator run, Value value, int offset)
    {
        if (!IsDeeper(value, run.Limits.Depth))
        {
            return false;
        }

        var message = $"the value would nest deeper than {run.Limits.Depth} levels";
        run.Fail(ExpressionErrorCodes.TooDeep, message, offset);
        return true;
    }

    /// <summary>Fails when a value nests deeper than what a template may give.</summary>
    public static void Demand(Evaluator run, Value value)
    {
        if (IsDeeper(value, run.Limits.ValueDepth))
        {
            var message = $"the value nests deeper than {run.Limits.ValueDepth} levels";
            run.Fail(ExpressionErrorCodes.TooDeep, message, 0);
        }
    }

    private static bool IsDeeper(Value value, int levels)
    {
        switch (value)
        {
            case ListValue list:
                foreach (var item in list.Items)
                {
                    if (levels == 0 || IsDeeper(item, levels - 1))
                    {
                        return true;
                    }
                }

                return false;
            case OrderedMapValue map:
                foreach (var entry in map.Held)
                {
                    if (levels == 0 || IsDeeper(entry.Value, levels - 1))
                    {
                        return true;
                    }
                }

                return false;
            case MapValue map:
                return map.Entries.Any(entry => levels == 0 || IsDeeper(entry.Value, levels - 1));
            default:
                return false;
        }
    }
}
