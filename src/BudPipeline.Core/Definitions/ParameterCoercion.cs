using System.Globalization;
using System.Text.Json;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>Makes a value one of a parameter's type, where it already says what is meant: a command line knows only texts.</summary>
internal static class ParameterCoercion
{
    private const NumberStyles Float = NumberStyles.Float & ~NumberStyles.AllowThousands;

    // Beyond this a floating-point number no longer names one integer.
    private const double LargestExact = 1L << 53;

    /// <summary>The value in the type; null when it is none.</summary>
    public static Value? Coerce(ParameterType type, Value value) =>
        type switch
        {
            ParameterType.Text => ToText(value),
            ParameterType.Integer => ToInteger(value),
            ParameterType.Float => ToFloat(value),
            ParameterType.Boolean => ToBoolean(value),
            ParameterType.Array => value as ListValue ?? ParseJson(value) as ListValue,
            ParameterType.Object => value as MapValue ?? ParseJson(value) as MapValue,
            _ => value,
        };

    /// <summary>What a type expects, for a hint.</summary>
    public static string Expected(ParameterType type) =>
        type switch
        {
            ParameterType.Text => "a text",
            ParameterType.Integer => "an integer such as 3",
            ParameterType.Float => "a number such as 0.5",
            ParameterType.Boolean => "true or false",
            ParameterType.Array => "a list such as [1, 2]",
            ParameterType.Object => "an object such as {\"key\": \"value\"}",
            _ => "any value",
        };

    private static Value? ToText(Value value) =>
        value switch
        {
            StringValue or SecretValue => value,
            LongValue or DoubleValue or BoolValue => Value.Of(ValueJson.ToText(value)),
            _ => null,
        };

    private static Value? ToInteger(Value value) =>
        value switch
        {
            LongValue => value,
            DoubleValue d when d.Content % 1 == 0 && Math.Abs(d.Content) <= LargestExact => Value.Of((long)d.Content),
            StringValue s
                when long.TryParse(s.Content, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) =>
                Value.Of(number),
            _ => null,
        };

    private static Value? ToFloat(Value value) =>
        value switch
        {
            DoubleValue => value,
            LongValue l => Value.Of((double)l.Content),
            StringValue s
                when double.TryParse(s.Content, Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number) => Value.Of(number),
            _ => null,
        };

    private static Value? ToBoolean(Value value) =>
        value switch
        {
            BoolValue => value,
            StringValue s when bool.TryParse(s.Content, out var flag) => Value.Of(flag),
            _ => null,
        };

    private static Value? ParseJson(Value value)
    {
        if (value is not StringValue text)
        {
            return null;
        }

        try
        {
            return ValueJson.Parse(text.Content);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one is half a character, written as an escape.
            return null;
        }
    }
}
