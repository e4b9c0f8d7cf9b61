namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>What messages call the types of values.</summary>
internal static class Kinds
{
    public static string Of(Value value) =>
        value switch
        {
            NullValue => "none",
            BoolValue => "a boolean",
            LongValue => "an integer",
            DoubleValue => "a float",
            StringValue => "text",
            ListValue => "a list",
            MapValue => "a map",
            SecretValue => "a secret",
            _ => "undefined",
        };
}
