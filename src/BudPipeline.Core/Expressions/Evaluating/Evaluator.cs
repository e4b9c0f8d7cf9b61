using System.Collections.Immutable;
using BudPipeline.Core.Expressions.Filters;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>
/// One evaluation: its context, its fuel and its first error. A failure empties the fuel, so that everything under way
/// ends at once; values computed after it mean nothing, and only the end asks whether there was one.
/// </summary>
internal sealed partial class Evaluator(EvaluationContext context)
{
    /// <summary>How many characters cost as much as one step.</summary>
    private const int CharactersAStep = 64;

    private int fuel = context.Limits.Fuel;
    private LocalName? locals;
    private ExpressionError? error;
    private string? path;

    /// <summary>The first thing that went wrong; its message names the place in a larger value.</summary>
    public ExpressionError? Error =>
        error is null || path is null ? error : error with { Message = $"{path}: {error.Message}" };

    /// <summary>
    /// Whether an operator met an undefined operand and no default came after it; then the whole text is empty.
    /// </summary>
    public bool MissedOperand { get; private set; }

    public EvaluationLimits Limits => context.Limits;

    /// <summary>The value of a node; undefined after a failure.</summary>
    public Value Evaluate(Expression node)
    {
        if (!Spend(1))
        {
            return Value.Undefined;
        }

        return node switch
        {
            Literal literal => literal.Value,
            Access access => Follow(access),
            Name name => Find(name),
            Filtered filtered => Filter(filtered),
            Comparison comparison => Value.Of(Compare(comparison)),
            Arithmetic arithmetic => Compute(arithmetic),
            Junction junction => Join(junction),
            Negation negation => Value.Of(!IsTrue(negation.Operand)),
            Conditional choice => Choose(choice),
            Tested tested => Value.Of(Test(tested)),
            Signed signed => Operators.Sign(this, Use(signed.Operand), signed.IsMinus, signed.Offset),
            ListLiteral list => Items(list),
            MapLiteral map => Entries(map),
            NamespaceLiteral literal => new NamespaceMapValue(Entries(literal.Members)),
            FunctionCall call => Call(call),
            _ => throw new InvalidOperationException($"a node of type {node.GetType().Name} has no meaning"),
        };
    }

    /// <summary>The value of a node that is about to be used: in strict mode undefined is an error.</summary>
    public Value Use(Expression node)
    {
        var value = Evaluate(node);
        if (value is UndefinedValue missing && context.Strict)
        {
            Fail(ExpressionErrorCodes.Undefined, $"'{missing.Path}' is undefined", node.Offset);
        }

        return value;
    }

    /// <summary>Whether a node is true; undefined is not.</summary>
    public bool IsTrue(Expression node) => IsTrue(Use(node), node.Offset);

    /// <summary>Whether a value is true: not false, none, undefined, zero, or empty.</summary>
    public bool IsTrue(Value value, int offset)
    {
        if (value is SecretValue)
        {
            FailOnSecret(offset);
        }

        return ValueTruth.Of(value);
    }

    /// <summary>What a value prints as; a secret cannot be read that way.</summary>
    public string TextOf(Value value, int offset)
    {
        if (value is StringValue text)
        {
            return SpendOnText(text.Content.Length) ? text.Content : "";
        }

        var into = new DeferredText(Limits.OutputLength);
        ValueTextForms.Write(value, into);
        return Finish(into, offset) switch
        {
            StringValue plain => plain.Content,
            SecretValue => FailOnSecret(offset),
            _ => "",
        };
    }

    /// <summary>Text under construction as a value, paid for; too long fails.</summary>
    public Value Finish(DeferredText text, int offset)
    {
        if (text.IsTooLong)
        {
            return FailOnLength(offset);
        }

        return SpendOnText(text.Length) ? text.ToValue() : Value.Undefined;
    }

    /// <summary>A text as a value, paid for; too long fails.</summary>
    public Value Finish(string text, int offset)
    {
        if (text.Length > Limits.OutputLength)
        {
            return FailOnLength(offset);
        }

        return SpendOnText(text.Length) ? Value.Of(text) : Value.Undefined;
    }

    /// <summary>Pays for steps; false when the fuel does not suffice, which is an error.</summary>
    public bool Spend(long steps)
    {
        if (steps > fuel)
        {
            var message = $"the evaluation takes more than {Limits.Fuel} steps";
            Fail(ExpressionErrorCodes.FuelExhausted, message, 0);
            return false;
        }

        fuel -= (int)steps;
        return true;
    }

    /// <summary>Pays for characters that a filter or operator reads or makes.</summary>
    public bool SpendOnText(long characters) => Spend(characters / CharactersAStep);

    /// <summary>Notes what went wrong, unless something was before, and ends the evaluation.</summary>
    public Value Fail(string code, string message, int offset)
    {
        error ??= new ExpressionError(code, message, offset);
        fuel = -1;
        return Value.Undefined;
    }

    /// <summary>Fails because a secret cannot be looked into.</summary>
    public string FailOnSecret(int offset)
    {
        const string message = "a secret can only be a part of text; it cannot be compared, tested or filtered";
        Fail(ExpressionErrorCodes.SecretNotReadable, message, offset);
        return "";
    }

    private Value FailOnLength(int offset) =>
        Fail(ExpressionErrorCodes.OutputTooLong, $"the text is longer than {Limits.OutputLength} characters", offset);

    private bool Compare(Comparison comparison)
    {
        var left = Use(comparison.First);
        foreach (var operation in comparison.Rest)
        {
            var right = Use(operation.Operand);
            if (!Comparisons.Holds(this, operation.Operator, left, right, operation.Offset))
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    private Value Compute(Arithmetic arithmetic)
    {
        var left = Use(arithmetic.First);
        foreach (var operation in arithmetic.Rest)
        {
            left = Operators.Apply(this, operation.Operator, left, Use(operation.Operand), operation.Offset);
        }

        return left;
    }

    private Value Join(Junction junction)
    {
        var last = junction.Operands[^1];
        foreach (var operand in junction.Operands)
        {
            if (ReferenceEquals(operand, last))
            {
                break;
            }

            var value = Use(operand);
            if (IsTrue(value, operand.Offset) != junction.IsAnd)
            {
                return value;
            }
        }

        return Evaluate(last);
    }

    private Value Choose(Conditional choice)
    {
        if (IsTrue(choice.Test))
        {
            return Evaluate(choice.Then);
        }

        return choice.Otherwise is null ? Value.EmptyText : Evaluate(choice.Otherwise);
    }

    /// <summary>Notes that an operator has an undefined operand; what it gives is undefined too.</summary>
    public Value Miss(Value undefined)
    {
        MissedOperand = true;
        return undefined;
    }

    /// <summary>Says in the error's message at which key of a larger value it happened; called from the inside out.</summary>
    public void Locate(string key)
    {
        path = path is null ? key : $"{key}.{path}";
    }
}
