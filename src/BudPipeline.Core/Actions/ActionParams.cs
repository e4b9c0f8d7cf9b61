using System.Globalization;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions;

/// <summary>Reads rendered parameters; what is null or missing counts as not given, and text is read as the type asked for.</summary>
public static class ActionParams
{
    /// <summary>The text of a parameter, other values as JSON; null when not given.</summary>
    public static string? Text(this MapValue values, string name) =>
        values[name] is { IsNullOrUndefined: false } value ? TextOf(value) : null;

    /// <summary>The number of a parameter; null when not given or not a number.</summary>
    public static double? Number(this MapValue values, string name) => NumberOf(values[name]);

    /// <summary>Whether a parameter says yes: true, or one of the texts true, yes, 1.</summary>
    public static bool Flag(this MapValue values, string name) =>
        values[name] switch
        {
            BoolValue b => b.Content,
            LongValue l => l.Content != 0,
            StringValue s => s.Content.Trim().ToLowerInvariant() is "true" or "yes" or "1",
            _ => false,
        };

    /// <summary>A value as text: a text itself, deferred text with its secrets masked, anything else as JSON.</summary>
    public static string TextOf(Value value) =>
        value is StringValue or SecretValue ? ValueTextForms.Of(value) : ValueJson.ToText(value);

    /// <summary>A value as a finite number, also from its text; null when it is none.</summary>
    public static double? NumberOf(Value value) =>
        value switch
        {
            LongValue l => l.Content,
            DoubleValue d => Finite(d.Content),
            StringValue s when double.TryParse(s.Content, CultureInfo.InvariantCulture, out var n) => Finite(n),
            _ => null,
        };

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;
}
