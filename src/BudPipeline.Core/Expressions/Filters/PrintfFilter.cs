using System.Collections.Immutable;
using System.Globalization;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>The filter <c>format</c>: <c>'%s is %.2f' | format(name, number)</c>.</summary>
internal static class PrintfFilter
{
    private const int Widest = 10_000;
    private const int MostDecimals = 100;
    private const int DefaultDecimals = 6;

    public static Value Format(Evaluator run, Value target, Arguments arguments) =>
        Format(run, run.TextOf(target, arguments.Offset), [.. arguments.From(0).OfType<Value>()], arguments.Offset);

    /// <summary>The pattern with its places filled; <c>pattern % values</c> means the same.</summary>
    public static Value Format(Evaluator run, string pattern, ImmutableArray<Value> values, int offset)
    {
        var into = new DeferredText(run.Limits.OutputLength);
        var next = 0;
        for (var at = 0; at < pattern.Length && run.Error is null; )
        {
            var mark = pattern.IndexOf('%', at);
            var end = mark < 0 ? pattern.Length : mark;
            into.Append(pattern.AsSpan(at, end - at));
            at = mark < 0 ? end : Directive(run, pattern, mark, values, offset, ref next, into);
        }

        return next == values.Length || run.Error is not null
            ? run.Finish(into, offset)
            : run.Fail(ExpressionErrorCodes.WrongArguments, "the format has too few places", offset);
    }

    /// <summary>Writes what stands at a percent sign; gives the place behind it.</summary>
    private static int Directive(
        Evaluator run,
        string pattern,
        int mark,
        ImmutableArray<Value> values,
        int offset,
        ref int next,
        DeferredText into
    )
    {
        var at = mark + 1;
        var flagsEnd = at;
        while (flagsEnd < pattern.Length && pattern[flagsEnd] is '-' or '+' or ' ' or '0' or '#')
        {
            flagsEnd++;
        }

        var flags = pattern.AsSpan(at, flagsEnd - at);
        at = flagsEnd;
        var width = Digits(pattern, ref at) ?? 0;
        int? decimals = null;
        if (at < pattern.Length && pattern[at] == '.')
        {
            at++;
            decimals = Digits(pattern, ref at) ?? 0;
        }

        var kind = at < pattern.Length ? pattern[at] : '\0';
        if (kind == '%')
        {
            into.Append("%");
            return at + 1;
        }

        if (width > Widest || decimals > MostDecimals || next == values.Length)
        {
            var problem =
                next == values.Length ? "the format has more places than there are values" : "the format is too wide";
            run.Fail(ExpressionErrorCodes.WrongArguments, problem, offset);
            return pattern.Length;
        }

        var value = values[next++];
        into.Append(Pad(Convert(run, kind, value, decimals, flags, offset), width, flags, kind));
        return at + 1;
    }

    private static string Convert(
        Evaluator run,
        char kind,
        Value value,
        int? decimals,
        ReadOnlySpan<char> flags,
        int offset
    )
    {
        if (kind is 's' or 'r')
        {
            var text = run.TextOf(value, offset);
            return decimals is { } most ? Characters.First(text, most) : text;
        }

        var digits = kind switch
        {
            'd' or 'i' or 'u' => WholeDigits(value, "D"),
            'x' or 'X' when Numbers.TryWhole(value, out var whole) && whole >= 0 => WholeDigits(value, kind.ToString()),
            'e' or 'f' or 'F' or 'g' => FloatDigits(kind, Numbers.ToDouble(value), decimals ?? DefaultDecimals),
            _ => null,
        };
        if (digits is null)
        {
            run.Fail(ExpressionErrorCodes.WrongArguments, $"'%{kind}' has no meaning for {Kinds.Of(value)}", offset);
            return "";
        }

        return digits[0] != '-' && flags.Contains('+') ? "+" + digits : digits;
    }

    private static string? WholeDigits(Value value, string format) =>
        value is DoubleValue number ? Math.Truncate(number.Content).ToString("F0", CultureInfo.InvariantCulture)
        : Numbers.TryWhole(value, out var whole) ? whole.ToString(format, CultureInfo.InvariantCulture)
        : null;

    private static string? FloatDigits(char kind, double number, int decimals)
    {
        if (!double.IsFinite(number))
        {
            return null;
        }

        switch (kind)
        {
            case 'e':
                var pattern = decimals == 0 ? "0e+00" : $"0.{new string('0', decimals)}e+00";
                return number.ToString(pattern, CultureInfo.InvariantCulture);
            case 'g':
                var text = FloatText.Of(number);
                return text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
            default:
                var rounded = decimals > 15 ? number : Numbers.Round(number, decimals);
                return rounded.ToString($"F{decimals}", CultureInfo.InvariantCulture);
        }
    }

    private static string Pad(string text, int width, ReadOnlySpan<char> flags, char kind)
    {
        if (flags.Contains('-'))
        {
            return text.PadRight(width);
        }

        if (!flags.Contains('0') || kind is 's' or 'r' || text.Length == 0)
        {
            return text.PadLeft(width);
        }

        var sign = text[0] is '-' or '+' ? text[..1] : "";
        return sign + text[sign.Length..].PadLeft(width - sign.Length, '0');
    }

    private static int? Digits(string pattern, ref int at)
    {
        var from = at;
        while (at < pattern.Length && char.IsAsciiDigit(pattern[at]))
        {
            at++;
        }

        if (at == from)
        {
            return null;
        }

        return int.TryParse(pattern.AsSpan(from, at - from), CultureInfo.InvariantCulture, out var number)
            ? number
            : int.MaxValue;
    }
}
