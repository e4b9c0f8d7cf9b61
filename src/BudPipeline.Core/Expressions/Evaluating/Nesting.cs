namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>
/// How deep values nest. A filter that puts lists into lists could be repeated until nothing can write or read what it
/// gave; literals are bounded by the nesting of their text.
/// </summary>
internal static class Nesting
{
    /// <summary>Fails when a list around this value would nest deeper than expressions may.</summary>
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

    private static bool IsDeeper(Value value, int levels) =>
        value switch
        {
            _ when levels == 0 => true,
            ListValue list => list.Items.Any(item => IsDeeper(item, levels - 1)),
            MapValue map => map.Entries.Any(entry => IsDeeper(entry.Value, levels - 1)),
            _ => false,
        };
}
