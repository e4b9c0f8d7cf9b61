namespace BudPipeline.Core.Expressions.Syntax;

/// <content>Taking tokens, and failing.</content>
internal sealed partial class ExpressionParser
{
    private Literal Nothing => new(Value.Null, offset);

    /// <summary>Takes the next token.</summary>
    public Token Take()
    {
        var taken = current;
        Advance();
        return taken;
    }

    /// <summary>Takes the next token if it is of this kind.</summary>
    public bool TakeIf(TokenKind kind)
    {
        if (current.Kind != kind)
        {
            return false;
        }

        Advance();
        return true;
    }

    /// <summary>Takes a token of this kind, or fails.</summary>
    public void Expect(TokenKind kind, string written)
    {
        if (!TakeIf(kind))
        {
            Unexpected(current, $"'{written}'");
        }
    }

    /// <summary>Fails unless the expression has ended.</summary>
    public void ExpectEnd()
    {
        if (current.Kind != TokenKind.End)
        {
            Unexpected(current, "an operator or the end");
        }
    }

    /// <summary>Notes what is wrong, unless something was before, and ends the reading.</summary>
    public Literal Fail(string code, string message, int at)
    {
        Error ??= new ExpressionError(code, message, at);
        current = new Token(TokenKind.End, at, "");
        return Nothing;
    }

    /// <summary>Fails because another token stands here than the one that is needed.</summary>
    public Literal Unexpected(Token token, string needed)
    {
        var met = token.Kind == TokenKind.End ? "the end" : $"'{Shorten(token.Text)}'";
        return Fail(ExpressionErrorCodes.Syntax, $"{needed} is expected, not {met}{Remedy(token)}", token.Offset);
    }

    private static string Remedy(Token token) =>
        token.Kind switch
        {
            TokenKind.Assign => " (to compare write '==')",
            TokenKind.LeftBrace => " (inside an expression names stand without braces)",
            _ => "",
        };

    private static string Shorten(string token) => token.Length <= 40 ? token : token[..40] + "…";

    private Literal TooLarge(Token number) =>
        Fail(
            ExpressionErrorCodes.NumberOutOfRange,
            $"the number {Shorten(number.Text)} does not fit into 64 bits",
            number.Offset
        );

    private void Advance()
    {
        if (Error is not null || current.Kind == TokenKind.End)
        {
            return;
        }

        current = lexer.Next();
        if (lexer.Error is { } broken)
        {
            Fail(broken.Code, broken.Message, broken.Offset);
        }
    }

    private Token Peek()
    {
        var ahead = lexer;
        return ahead.Next();
    }

    private bool Enter()
    {
        nesting++;
        Deepest = Math.Max(Deepest, nesting);
        if (nesting <= DeepestNesting)
        {
            return true;
        }

        Fail(ExpressionErrorCodes.TooDeep, $"expressions nest deeper than {DeepestNesting} levels", current.Offset);
        return false;
    }

    private Expression Nested(Func<Expression> parse)
    {
        if (!Enter())
        {
            return Nothing;
        }

        var expression = parse();
        nesting--;
        return expression;
    }
}
