using System.Collections.Immutable;
using System.Globalization;
using BudPipeline.Core.Expressions.Filters;

namespace BudPipeline.Core.Expressions.Syntax;

/// <content>Literals, names, and what stands in brackets.</content>
internal sealed partial class ExpressionParser
{
    private Expression ParsePrimary()
    {
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new Literal(Value.Of(JoinAdjacent(token.Text)), token.Offset);
            case TokenKind.Integer:
                return long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                    ? new Literal(Value.Of(whole), token.Offset)
                    : TooLarge(token);
            case TokenKind.Float:
                var number = double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
                return double.IsFinite(number) ? new Literal(Value.Of(number), token.Offset) : TooLarge(token);
            case TokenKind.Name:
                return ParseName(token);
            case TokenKind.LeftParen:
                return ParseParentheses(token);
            case TokenKind.LeftBracket:
                return new ListLiteral(ParseItems(TokenKind.RightBracket, "]"), token.Offset);
            case TokenKind.LeftBrace:
                return ParseMap(token);
            case TokenKind.DollarBrace:
                var inner = ParseExpression();
                Expect(TokenKind.RightBrace, "}");
                return inner;
            default:
                return Unexpected(token, "a value");
        }
    }

    /// <summary>Quoted texts side by side are one, as in Python.</summary>
    private string JoinAdjacent(string first)
    {
        if (current.Kind != TokenKind.Text)
        {
            return first;
        }

        var pieces = new List<string> { first };
        while (current.Kind == TokenKind.Text)
        {
            pieces.Add(Take().Text);
        }

        return string.Concat(pieces);
    }

    private Expression ParseName(Token name)
    {
        switch (name.Text)
        {
            case "true" or "True":
                return new Literal(Value.True, name.Offset);
            case "false" or "False":
                return new Literal(Value.False, name.Offset);
            case "none" or "None" or "null":
                return new Literal(Value.Null, name.Offset);
        }

        if (current.Kind != TokenKind.LeftParen)
        {
            return new Name(name.Text, name.Offset);
        }

        switch (name.Text)
        {
            case "dict":
                return ParseMembers(name);
            case "namespace":
                return new NamespaceLiteral(ParseMembers(name), name.Offset);
        }

        if (!FunctionTable.All.TryGet(name.Text, out var function))
        {
            var suggestion = FunctionTable.All.Suggestion(name.Text);
            return Fail(
                ExpressionErrorCodes.UnknownFunction,
                $"there is no function '{name.Text}'{suggestion}",
                name.Offset
            );
        }

        var arguments = ParseArguments(function.Signature, $"function '{name.Text}'", name.Offset);
        return new FunctionCall(function, arguments, name.Offset);
    }

    /// <summary>Parentheses around one expression group it; with a comma, or with nothing in them, they are a list.</summary>
    private Expression ParseParentheses(Token open)
    {
        if (TakeIf(TokenKind.RightParen))
        {
            return new ListLiteral([], open.Offset);
        }

        var first = ParseExpression();
        if (TakeIf(TokenKind.Comma))
        {
            return new ListLiteral([first, .. ParseItems(TokenKind.RightParen, ")")], open.Offset);
        }

        Expect(TokenKind.RightParen, ")");
        return first;
    }

    private ImmutableArray<Expression> ParseItems(TokenKind close, string closeText)
    {
        var items = ImmutableArray.CreateBuilder<Expression>();
        while (Error is null && current.Kind != close)
        {
            items.Add(ParseExpression());
            if (!TakeIf(TokenKind.Comma))
            {
                break;
            }
        }

        Expect(close, closeText);
        return items.DrainToImmutable();
    }

    /// <summary>What stands in <c>dict(a=1)</c> and <c>namespace(a=1)</c>; also a map literal is taken.</summary>
    private MapLiteral ParseMembers(Token name)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        Expect(TokenKind.LeftParen, "(");
        while (Error is null && current.Kind != TokenKind.RightParen)
        {
            if (current.Kind == TokenKind.LeftBrace)
            {
                entries.AddRange(ParseMap(Take()).Entries);
            }
            else
            {
                var key = Take();
                if (key.Kind != TokenKind.Name)
                {
                    Unexpected(key, "a name");
                }

                Expect(TokenKind.Assign, "=");
                entries.Add(new MapEntry(new Literal(Value.Of(key.Text), key.Offset), ParseExpression()));
            }

            if (!TakeIf(TokenKind.Comma))
            {
                break;
            }
        }

        Expect(TokenKind.RightParen, ")");
        return new MapLiteral(entries.DrainToImmutable(), name.Offset);
    }

    private MapLiteral ParseMap(Token open)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        while (Error is null && current.Kind != TokenKind.RightBrace)
        {
            var key = ParseExpression();
            Expect(TokenKind.Colon, ":");
            entries.Add(new MapEntry(key, ParseExpression()));
            if (!TakeIf(TokenKind.Comma))
            {
                break;
            }
        }

        Expect(TokenKind.RightBrace, "}");
        return new MapLiteral(entries.DrainToImmutable(), open.Offset);
    }
}
