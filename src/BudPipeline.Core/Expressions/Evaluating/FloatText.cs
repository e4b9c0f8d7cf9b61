using System.Globalization;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>The text of floats, as Python prints them: the shortest digits that read back as the same number.</summary>
internal static class FloatText
{
    /// <summary>From 1e16 on, and below 1e-4, a number is written with an exponent.</summary>
    private const int FirstExponent = 16;
    private const int LastSmallExponent = -4;

    public static string Of(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan"
                : number > 0 ? "inf"
                : "-inf";
        }

        var sign = double.IsNegative(number) ? "-" : "";
        var shortest = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = Split(shortest);
        if (digits.Length == 0)
        {
            return sign + "0.0";
        }

        return exponent is >= LastSmallExponent and < FirstExponent
            ? sign + Plain(digits, exponent)
            : sign + Scientific(digits, exponent);
    }

    /// <summary>The digits that count, and the power of ten of the first one.</summary>
    private static (string Digits, int Exponent) Split(string number)
    {
        var mark = number.IndexOf('E', StringComparison.Ordinal);
        var exponent =
            mark < 0 ? 0 : int.Parse(number.AsSpan(mark + 1), NumberStyles.Integer, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? number : number[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        var significant = digits.TrimStart('0');
        return (significant.TrimEnd('0'), exponent - (digits.Length - significant.Length));
    }

    private static string Plain(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        var whole = exponent + 1;
        return digits.Length > whole ? digits.Insert(whole, ".") : digits.PadRight(whole, '0') + ".0";
    }

    private static string Scientific(string digits, int exponent)
    {
        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        var sign = exponent < 0 ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{sign}{Math.Abs(exponent):00}");
    }
}
