namespace BudPipeline.Core.Expressions;

/// <summary>Which values count as true: all but false, none, undefined, zero, and what is empty.</summary>
internal static class ValueTruth
{
    /// <summary>Whether it counts as true. A secret is not looked into and does not.</summary>
    public static bool Of(Value value) =>
        value switch
        {
            BoolValue truth => truth.Content,
            LongValue whole => whole.Content != 0,
            DoubleValue number => number.Content != 0,
            StringValue text => text.Content.Length > 0,
            ListValue list => !list.Items.IsEmpty,
            MapValue map => map.Count > 0,
            _ => false,
        };
}
