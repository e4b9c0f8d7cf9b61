using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>The one rule that makes a number of its text, the same for YAML and JSON.</summary>
internal static class ScalarNumbers
{
    private const NumberStyles Float =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>An integer where it is written as one and fits 64 bits, else a finite floating-point number.</summary>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out Value number)
    {
        var isInteger = text.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
        if (
            isInteger && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
        )
        {
            number = Value.Of(whole);
            return true;
        }

        var isFinite =
            double.TryParse(text, Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real);
        number = isFinite ? Value.Of(real) : null;
        return isFinite;
    }
}
