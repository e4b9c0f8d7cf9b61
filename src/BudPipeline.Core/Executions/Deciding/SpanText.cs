using System.Buffers;
using System.Globalization;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>Spans of time as authors write them: <c>90</c>, <c>500ms</c>, <c>1.5h</c>, <c>1h30m</c>, <c>2d</c>.</summary>
internal static class SpanText
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>How many seconds a text says; null when it says none.</summary>
    public static double? Seconds(string text)
    {
        var rest = text.AsSpan().Trim();
        if (TryNumber(rest, out var bare))
        {
            return bare;
        }

        double? seconds = null;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !TryNumber(rest[..digits], out var number))
            {
                return null;
            }

            rest = rest[digits..];
            var (length, factor) = Unit(rest);
            if (length == 0)
            {
                return null;
            }

            seconds = (seconds ?? 0) + (number * factor);
            rest = rest[length..];
        }

        return seconds;
    }

    private static (int Length, double Factor) Unit(ReadOnlySpan<char> text) =>
        text switch
        {
            ['m', 's', ..] => (2, 0.001),
            ['s', ..] => (1, 1),
            ['m', ..] => (1, 60),
            ['h', ..] => (1, 3600),
            ['d', ..] => (1, 86400),
            _ => (0, 0),
        };

    private static bool TryNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(
            text,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out number
        );
}
