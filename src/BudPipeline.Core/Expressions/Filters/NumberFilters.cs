using System.Globalization;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Filters that make or change numbers.</summary>
internal static class NumberFilters
{
    /// <summary>A whole number of a number or text, cut towards zero; what is no number gives the default, 0.</summary>
    public static Value Int(Evaluator run, Value target, Arguments arguments)
    {
        var otherwise = arguments[0] ?? Value.Of(0L);
        if (Numbers.TryWhole(target, out var whole))
        {
            return Value.Of(whole);
        }

        if (target is StringValue text)
        {
            return OfText(run, text.Content.Trim(), arguments.Whole(1, 10), arguments.Offset) ?? otherwise;
        }

        return target is DoubleValue number ? OfDouble(run, number.Content, arguments.Offset) ?? otherwise : otherwise;
    }

    public static Value Float(Evaluator run, Value target, Arguments arguments)
    {
        var otherwise = arguments[0] ?? Value.Of(0.0);
        if (Numbers.IsNumber(target))
        {
            return Value.Of(Numbers.ToDouble(target));
        }

        return target is StringValue text && TryDouble(text.Content, out var number) ? Value.Of(number) : otherwise;
    }

    public static Value Round(Evaluator run, Value target, Arguments arguments)
    {
        var precision = arguments.Whole(0, 0);
        if (!Numbers.IsNumber(target) || precision is < -300 or > 300)
        {
            var message = Numbers.IsNumber(target)
                ? "the precision is -300 to 300"
                : $"only a number can be rounded, not {Kinds.Of(target)}";
            return run.Fail(ExpressionErrorCodes.WrongArguments, message, arguments.Offset);
        }

        if (target is not DoubleValue && precision >= 0)
        {
            return target;
        }

        var number = Numbers.ToDouble(target);
        var method = arguments.Text(1, "common");
        var scale = Math.Pow(10, precision);
        double? rounded = method switch
        {
            "common" when precision is >= 0 and <= 15 => Numbers.Round(number, (int)precision),
            "common" when precision > 15 => number,
            "common" => Math.Round(number * scale, MidpointRounding.ToEven) / scale,
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            _ => null,
        };
        return rounded is { } result
            ? Numbers.Finite(run, result, arguments.Offset)
            : run.Fail(
                ExpressionErrorCodes.WrongArguments,
                $"the method of rounding is common, ceil or floor, not '{method}'",
                arguments.Offset
            );
    }

    public static Value Abs(Evaluator run, Value target, Arguments arguments)
    {
        if (!Numbers.IsNumber(target))
        {
            var message = $"a number is needed, not {Kinds.Of(target)}";
            return run.Fail(ExpressionErrorCodes.TypeMismatch, message, arguments.Offset);
        }

        return Numbers.ToDouble(target) < 0 ? Operators.Sign(run, target, true, arguments.Offset) : target;
    }

    private static Value? OfText(Evaluator run, string text, long radix, int offset)
    {
        if (radix != 10)
        {
            return OfDigits(text, radix);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return Value.Of(whole);
        }

        return TryDouble(text, out var number) ? OfDouble(run, number, offset) : null;
    }

    private static Value? OfDouble(Evaluator run, double number, int offset)
    {
        if (!double.IsFinite(number))
        {
            return null;
        }

        var whole = Math.Truncate(number);
        return Math.Abs(whole) < 9.3e18
            ? Numbers.Whole(run, (Int128)whole, offset)
            : run.Fail(ExpressionErrorCodes.NumberOutOfRange, "the number does not fit into 64 bits", offset);
    }

    private static Value? OfDigits(string text, long radix)
    {
        if (radix is < 2 or > 36)
        {
            return null;
        }

        var isNegative = text.StartsWith('-');
        var digits = text.AsSpan(isNegative ? 1 : 0);
        var hasPrefix = digits.Length > 2 && digits[0] == '0';
        digits = (radix, hasPrefix ? char.ToLowerInvariant(digits[1]) : ' ') switch
        {
            (16, 'x') or (8, 'o') or (2, 'b') => digits[2..],
            _ => digits,
        };
        Int128 number = 0;
        foreach (var c in digits)
        {
            var digit =
                char.IsAsciiDigit(c) ? c - '0'
                : char.IsAsciiLetter(c) ? (c | 0x20) - 'a' + 10
                : int.MaxValue;
            if (digit >= radix || number > long.MaxValue)
            {
                return null;
            }

            number = (number * radix) + digit;
        }

        return digits.IsEmpty || number > long.MaxValue ? null : Value.Of((long)(isNegative ? -number : number));
    }

    private static bool TryDouble(string text, out double number) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);
}
