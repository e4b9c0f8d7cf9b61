using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>
/// Parses one expression by recursive descent. Precedence from loose to tight: inline-if, or, and, not, comparison,
/// + -, ~, * / // %, **, sign, then paths, filters and tests. The first error stays and ends the reading, so nothing here
/// asks whether a part has failed.
/// </summary>
internal sealed partial class ExpressionParser
{
    /// <summary>How deep brackets, signs and statements may nest; more would be a danger to the stack.</summary>
    public const int DeepestNesting = 64;

    private readonly string text;
    private readonly int offset;
    private Lexer lexer;
    private Token current;
    private int nesting;

    public ExpressionParser(string text, int start, Closer closer, int opened)
    {
        this.text = text;
        offset = start;
        lexer = new Lexer(text, start, closer, opened);
        Advance();
    }

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public ExpressionError? Error { get; private set; }

    /// <summary>The deepest nesting met.</summary>
    public int Deepest { get; private set; }

    /// <summary>Where the text goes on behind the closer, once the end is reached.</summary>
    public int Position => lexer.Position;

    /// <summary>Whether the closer strips the white space behind it.</summary>
    public bool TrimsAfter => lexer.TrimsAfter;

    /// <summary>The kind of the token that comes next.</summary>
    public TokenKind Next => current.Kind;

    /// <summary>An expression that goes to the end.</summary>
    public Expression ParseToEnd()
    {
        var expression = ParseExpression();
        ExpectEnd();
        return expression;
    }

    /// <summary>An expression or several with commas between them, to the end.</summary>
    public Expression ParseRowToEnd()
    {
        var expression = ParseRow(ParseExpression);
        ExpectEnd();
        return expression;
    }

    /// <summary>An expression, or a list of several with commas between them and no brackets around.</summary>
    public Expression ParseRow(Func<Expression> parseItem)
    {
        var first = parseItem();
        if (!TakeIf(TokenKind.Comma))
        {
            return first;
        }

        var items = ImmutableArray.CreateBuilder<Expression>();
        items.Add(first);
        while (Error is null && current.Kind is not (TokenKind.End or TokenKind.If))
        {
            items.Add(parseItem());
            if (!TakeIf(TokenKind.Comma))
            {
                break;
            }
        }

        return new ListLiteral(items.DrainToImmutable(), first.Offset);
    }

    /// <summary>An expression, inline-if included.</summary>
    public Expression ParseExpression()
    {
        if (!Enter())
        {
            return Nothing;
        }

        var then = ParseOr();
        if (current.Kind == TokenKind.If)
        {
            var at = Take().Offset;
            var test = ParseOr();
            var otherwise = TakeIf(TokenKind.Else) ? ParseExpression() : null;
            then = new Conditional(test, then, otherwise, at);
        }

        nesting--;
        return then;
    }

    /// <summary>An expression that leaves an <c>if</c> behind it to the statement it stands in.</summary>
    public Expression ParseOr() => ParseJunction(TokenKind.Or, () => ParseJunction(TokenKind.And, ParseNot));

    private Expression ParseJunction(TokenKind kind, Func<Expression> parseOperand)
    {
        var first = parseOperand();
        if (current.Kind != kind)
        {
            return first;
        }

        var at = current.Offset;
        var operands = ImmutableArray.CreateBuilder<Expression>();
        operands.Add(first);
        while (TakeIf(kind))
        {
            operands.Add(parseOperand());
        }

        return new Junction(kind == TokenKind.And, operands.DrainToImmutable(), at);
    }

    private Expression ParseNot()
    {
        if (current.Kind != TokenKind.Not)
        {
            return ParseComparison();
        }

        var at = Take().Offset;
        return Nested(() => new Negation(ParseNot(), at));
    }

    private Expression ParseComparison()
    {
        var first = ParseSum();
        if (ComparisonAhead() is null)
        {
            return first;
        }

        var at = current.Offset;
        var rest = ImmutableArray.CreateBuilder<Operation>();
        while (ComparisonAhead() is { } @operator)
        {
            var where = Take().Offset;
            if (@operator == Operator.NotIn)
            {
                Take();
            }

            rest.Add(new Operation(@operator, ParseSum(), where));
        }

        return new Comparison(first, rest.DrainToImmutable(), at);
    }

    private Operator? ComparisonAhead() =>
        current.Kind switch
        {
            TokenKind.Equal => Operator.Equal,
            TokenKind.NotEqual => Operator.NotEqual,
            TokenKind.Less => Operator.Less,
            TokenKind.LessOrEqual => Operator.LessOrEqual,
            TokenKind.Greater => Operator.Greater,
            TokenKind.GreaterOrEqual => Operator.GreaterOrEqual,
            TokenKind.In => Operator.In,
            TokenKind.Not when Peek().Kind == TokenKind.In => Operator.NotIn,
            _ => null,
        };

    private Expression ParseSum() =>
        ParseArithmetic(
            ParseConcatenation,
            static kind =>
                kind switch
                {
                    TokenKind.Plus => Operator.Add,
                    TokenKind.Minus => Operator.Subtract,
                    _ => null,
                }
        );

    private Expression ParseConcatenation() =>
        ParseArithmetic(ParseProduct, static kind => kind == TokenKind.Tilde ? Operator.Concatenate : null);

    private Expression ParseProduct() =>
        ParseArithmetic(
            ParsePower,
            static kind =>
                kind switch
                {
                    TokenKind.Star => Operator.Multiply,
                    TokenKind.Slash => Operator.Divide,
                    TokenKind.DoubleSlash => Operator.DivideWhole,
                    TokenKind.Percent => Operator.Remainder,
                    _ => null,
                }
        );

    private Expression ParsePower() =>
        ParseArithmetic(() => ParseSigned(true), static kind => kind == TokenKind.DoubleStar ? Operator.Power : null);

    private Expression ParseArithmetic(Func<Expression> parseOperand, Func<TokenKind, Operator?> operatorOf)
    {
        var first = parseOperand();
        if (operatorOf(current.Kind) is null)
        {
            return first;
        }

        var at = current.Offset;
        var rest = ImmutableArray.CreateBuilder<Operation>();
        while (operatorOf(current.Kind) is { } @operator)
        {
            var where = Take().Offset;
            rest.Add(new Operation(@operator, parseOperand(), where));
        }

        return new Arithmetic(first, rest.DrainToImmutable(), at);
    }

    /// <summary>A sign binds tighter than the filters behind it: <c>-1 | abs</c> is 1.</summary>
    private Expression ParseSigned(bool withFilters)
    {
        var sign = current;
        var operand = sign.Kind switch
        {
            TokenKind.Minus when Peek() is { Kind: TokenKind.Integer, Text: SmallestDigits } => ParseSmallest(),
            TokenKind.Minus or TokenKind.Plus => ParseSign(),
            _ => ParsePath(ParsePrimary()),
        };
        return withFilters ? ParsePipes(operand) : operand;
    }

    private Expression ParseSign()
    {
        var sign = Take();
        return Nested(() => new Signed(sign.Kind == TokenKind.Minus, ParseSigned(false), sign.Offset));
    }

    private const string SmallestDigits = "9223372036854775808";

    /// <summary>The smallest integer, whose digits without the sign would not fit.</summary>
    private Literal ParseSmallest()
    {
        var at = Take().Offset;
        Take();
        return new Literal(Value.Of(long.MinValue), at);
    }
}
