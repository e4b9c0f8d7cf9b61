using BudPipeline.Core.Expressions.Filters;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>Arithmetic and concatenation, with Python's meaning on 64-bit numbers; what does not fit fails.</summary>
internal static class Operators
{
    public static Value Apply(Evaluator run, Operator @operator, Value left, Value right, int offset)
    {
        if (@operator == Operator.Concatenate)
        {
            return Concatenate(run, left, right, offset);
        }

        if (left.IsUndefined || right.IsUndefined)
        {
            return run.Miss(left.IsUndefined ? left : right);
        }

        if (Numbers.AreNumbers(left, right))
        {
            return Numbers.Apply(run, @operator, left, right, offset);
        }

        return (@operator, left, right) switch
        {
            (Operator.Add, StringValue or SecretValue, StringValue or SecretValue) => Concatenate(
                run,
                left,
                right,
                offset
            ),
            (Operator.Add, ListValue a, ListValue b) => Sequences.Concatenate(run, a, b),
            (Operator.Remainder, StringValue pattern, not SecretValue) => PrintfFilter.Format(
                run,
                pattern.Content,
                right is ListValue values ? values.Items : [right],
                offset
            ),
            (Operator.Multiply, StringValue text, LongValue times) => Repeat(run, text.Content, times.Content, offset),
            (Operator.Multiply, LongValue times, StringValue text) => Repeat(run, text.Content, times.Content, offset),
            (Operator.Multiply, ListValue list, LongValue times) => Sequences.Repeat(run, list, times.Content),
            (Operator.Multiply, LongValue times, ListValue list) => Sequences.Repeat(run, list, times.Content),
            _ => FailOnKinds(run, ExpressionPrinter.Sign(@operator), left, right, offset),
        };
    }

    /// <summary>A number with a sign before it.</summary>
    public static Value Sign(Evaluator run, Value operand, bool isMinus, int offset)
    {
        if (operand.IsUndefined)
        {
            return run.Miss(operand);
        }

        if (isMinus && operand is DoubleValue number)
        {
            return Value.Of(-number.Content);
        }

        return Numbers.IsNumber(operand)
            ? Numbers.Apply(run, isMinus ? Operator.Subtract : Operator.Add, Value.Of(0L), operand, offset)
            : run.Fail(ExpressionErrorCodes.TypeMismatch, $"a sign needs a number, not {Kinds.Of(operand)}", offset);
    }

    /// <summary>Fails because an operator has no meaning for these two; the message names both.</summary>
    public static Value FailOnKinds(Evaluator run, string sign, Value left, Value right, int offset)
    {
        if (left is SecretValue || right is SecretValue)
        {
            run.FailOnSecret(offset);
            return Value.Undefined;
        }

        var remedy = (sign, left, right) switch
        {
            ("+", StringValue, _) or ("+", _, StringValue) => ": '~' joins anything as text",
            (_, StringValue, LongValue or DoubleValue) or (_, LongValue or DoubleValue, StringValue) =>
                ": '| int' or '| float' makes a number of text",
            _ => "",
        };
        var message = $"'{sign}' has no meaning between {Kinds.Of(left)} and {Kinds.Of(right)}{remedy}";
        return run.Fail(ExpressionErrorCodes.TypeMismatch, message, offset);
    }

    private static Value Concatenate(Evaluator run, Value left, Value right, int offset)
    {
        var into = new DeferredText(run.Limits.OutputLength);
        ValueTextForms.Write(left, into);
        ValueTextForms.Write(right, into);
        return run.Finish(into, offset);
    }

    private static Value Repeat(Evaluator run, string text, long times, int offset)
    {
        if (times <= 0 || text.Length == 0)
        {
            return Value.EmptyText;
        }

        if (times > run.Limits.OutputLength / text.Length)
        {
            var message = $"the text is longer than {run.Limits.OutputLength} characters";
            return run.Fail(ExpressionErrorCodes.OutputTooLong, message, offset);
        }

        return run.SpendOnText(text.Length * times)
            ? Value.Of(string.Concat(Enumerable.Repeat(text, (int)times)))
            : Value.Undefined;
    }
}
