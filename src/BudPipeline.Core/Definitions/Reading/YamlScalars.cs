using System.Globalization;
using System.Text.RegularExpressions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>What an unquoted YAML scalar means: the core schema of YAML 1.2, so that <c>yes</c> and <c>on</c> stay texts.</summary>
internal static partial class YamlScalars
{
    /// <summary>The value; null for a number that JSON cannot hold.</summary>
    public static Value? Resolve(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return Value.Null;
            case "true" or "True" or "TRUE":
                return Value.True;
            case "false" or "False" or "FALSE":
                return Value.False;
            default:
                return char.IsAsciiLetter(text[0]) ? Value.Of(text) : ResolveNumber(text);
        }
    }

    private static Value? ResolveNumber(string text)
    {
        if (Decimal().IsMatch(text))
        {
            return ScalarNumbers.TryParse(text, out var number) ? number : null;
        }

        if (Octal().IsMatch(text))
        {
            return ResolveDigits(text.AsSpan(2), 8);
        }

        if (Hexadecimal().IsMatch(text))
        {
            return ResolveDigits(text.AsSpan(2), 16);
        }

        return NotFinite().IsMatch(text) ? null : Value.Of(text);
    }

    private static Value? ResolveDigits(ReadOnlySpan<char> digits, long radix)
    {
        long sum = 0;
        foreach (var digit in digits)
        {
            var value = int.Parse([digit], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (sum > (long.MaxValue - value) / radix)
            {
                return null;
            }

            sum = (sum * radix) + value;
        }

        return Value.Of(sum);
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^0o[0-7]+\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Octal();

    [GeneratedRegex(@"^0x[0-9a-fA-F]+\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^[-+]?(\.inf|\.Inf|\.INF)\z|^(\.nan|\.NaN|\.NAN)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex NotFinite();
}
