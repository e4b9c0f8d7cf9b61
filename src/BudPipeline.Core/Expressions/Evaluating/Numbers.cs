using System.Globalization;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>Arithmetic on numbers; true counts as 1 and false as 0, as in Python.</summary>
internal static class Numbers
{
    public static bool AreNumbers(Value left, Value right) => IsNumber(left) && IsNumber(right);

    public static bool IsNumber(Value value) => value is LongValue or DoubleValue or BoolValue;

    /// <summary>The whole number that a value is; a float is none.</summary>
    public static bool TryWhole(Value value, out long whole)
    {
        whole = value switch
        {
            LongValue number => number.Content,
            BoolValue { Content: true } => 1,
            _ => 0,
        };
        return value is LongValue or BoolValue;
    }

    /// <summary>A number as a float; not a number gives not-a-number.</summary>
    public static double ToDouble(Value value) =>
        value switch
        {
            DoubleValue number => number.Content,
            LongValue number => number.Content,
            BoolValue truth => truth.Content ? 1 : 0,
            _ => double.NaN,
        };

    public static Value Apply(Evaluator run, Operator @operator, Value left, Value right, int offset)
    {
        var isDivision = @operator is Operator.Divide or Operator.DivideWhole or Operator.Remainder;
        if (isDivision && ToDouble(right) == 0)
        {
            return run.Fail(
                ExpressionErrorCodes.DivisionByZero,
                $"'{ExpressionPrinter.Sign(@operator)}' by zero",
                offset
            );
        }

        if (@operator != Operator.Divide && TryWhole(left, out var a) && TryWhole(right, out var b))
        {
            return @operator == Operator.Power ? Power(run, a, b, offset) : ApplyWhole(run, @operator, a, b, offset);
        }

        return ApplyDouble(run, @operator, ToDouble(left), ToDouble(right), offset);
    }

    /// <summary>A float as a value; infinite and not-a-number fail.</summary>
    public static Value Finite(Evaluator run, double number, int offset) =>
        double.IsFinite(number) ? Value.Of(number) : FailOnRange(run, offset);

    /// <summary>A whole number as a value; one that does not fit into 64 bits fails.</summary>
    public static Value Whole(Evaluator run, Int128 number, int offset) =>
        number >= long.MinValue && number <= long.MaxValue ? Value.Of((long)number) : FailOnRange(run, offset);

    /// <summary>Rounded to so many decimals by its exact value: 42.55 is a little less, so it gives 42.5; a tie goes to even.</summary>
    public static double Round(double number, int decimals)
    {
        var scale = Math.Pow(10, decimals);
        var scaled = number * scale;
        if (!double.IsFinite(scaled))
        {
            return number;
        }

        var isExact = Math.FusedMultiplyAdd(number, scale, -scaled) == 0;
        return isExact
            ? Math.Round(scaled, MidpointRounding.ToEven) / scale
            : double.Parse(number.ToString($"F{decimals}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static Value ApplyWhole(Evaluator run, Operator @operator, Int128 a, Int128 b, int offset)
    {
        var exact = @operator switch
        {
            Operator.Add => a + b,
            Operator.Subtract => a - b,
            Operator.Multiply => a * b,
            Operator.DivideWhole => Floor(a, b),
            _ => a - (b * Floor(a, b)),
        };
        return Whole(run, exact, offset);
    }

    private static Int128 Floor(Int128 a, Int128 b)
    {
        var quotient = a / b;
        return quotient * b != a && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    private static Value ApplyDouble(Evaluator run, Operator @operator, double a, double b, int offset)
    {
        var result = @operator switch
        {
            Operator.Add => a + b,
            Operator.Subtract => a - b,
            Operator.Multiply => a * b,
            Operator.Divide => a / b,
            Operator.DivideWhole => Math.Floor(a / b),
            Operator.Power => Math.Pow(a, b),
            _ => Remainder(a, b),
        };
        return Finite(run, result, offset);
    }

    /// <summary>The remainder with the sign of the divisor.</summary>
    private static double Remainder(double a, double b)
    {
        var remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }

    private static Value Power(Evaluator run, long a, long exponent, int offset)
    {
        if (exponent < 0)
        {
            return a == 0
                ? run.Fail(ExpressionErrorCodes.DivisionByZero, "zero has no negative power", offset)
                : Finite(run, Math.Pow(a, exponent), offset);
        }

        Int128 result = 1;
        Int128 factor = a;
        for (var left = exponent; left > 0; left >>= 1)
        {
            result *= (left & 1) == 1 ? factor : 1;
            var fits = result <= long.MaxValue && result >= long.MinValue;
            if (left > 1)
            {
                // The square of a larger factor is part of the result and would not fit.
                fits = fits && Int128.Abs(factor) <= uint.MaxValue;
                factor = fits ? factor * factor : factor;
            }

            if (!fits)
            {
                return FailOnRange(run, offset);
            }
        }

        return Whole(run, result, offset);
    }

    private static Value FailOnRange(Evaluator run, int offset) =>
        run.Fail(ExpressionErrorCodes.NumberOutOfRange, "the number does not fit into 64 bits", offset);
}
