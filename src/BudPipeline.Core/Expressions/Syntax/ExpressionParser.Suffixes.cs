using System.Collections.Immutable;
using System.Globalization;
using BudPipeline.Core.Expressions.Filters;

namespace BudPipeline.Core.Expressions.Syntax;

/// <content>What stands behind a value: paths, filters, tests, and the arguments of calls.</content>
internal sealed partial class ExpressionParser
{
    private Expression ParsePath(Expression target)
    {
        var accessors = ImmutableArray.CreateBuilder<Accessor>();
        while (current.Kind is TokenKind.Dot or TokenKind.LeftBracket or TokenKind.LeftParen)
        {
            var token = Take();
            if (token.Kind == TokenKind.LeftParen)
            {
                return NoMethods(accessors.LastOrDefault() as Member, token.Offset);
            }

            accessors.Add(token.Kind == TokenKind.Dot ? ParseMember() : ParseIndex());
        }

        if (accessors.Count == 0)
        {
            return target;
        }

        return target is Access inner
            ? new Access(inner.Target, [.. inner.Accessors, .. accessors], inner.Offset)
            : new Access(target, accessors.DrainToImmutable(), target.Offset);
    }

    private Member ParseMember()
    {
        if (current.Kind != TokenKind.Name)
        {
            Unexpected(current, "a name behind the '.'");
        }

        var name = Take().Text;
        var isIndex =
            int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index.ToString(CultureInfo.InvariantCulture) == name;
        return new Member(name, isIndex ? index : null);
    }

    private Accessor ParseIndex()
    {
        var start = current.Kind == TokenKind.Colon ? null : ParseExpression();
        if (current.Kind == TokenKind.Colon)
        {
            Take();
            var stop = current.Kind is TokenKind.Colon or TokenKind.RightBracket ? null : ParseExpression();
            var step = TakeIf(TokenKind.Colon) && current.Kind != TokenKind.RightBracket ? ParseExpression() : null;
            Expect(TokenKind.RightBracket, "]");
            return new Slice(start, stop, step);
        }

        Expect(TokenKind.RightBracket, "]");
        return start switch
        {
            Literal { Value: StringValue key } => new Member(key.Content, null),
            Literal { Value: LongValue { Content: >= 0 and <= int.MaxValue } place } => IndexMember((int)place.Content),
            Signed
            {
                IsMinus: true,
                Operand: Literal { Value: LongValue { Content: >= 0 and <= int.MaxValue } place }
            } => IndexMember(-(int)place.Content),
            _ => new Indexer(start!),
        };
    }

    private static Member IndexMember(int index) => new(index.ToString(CultureInfo.InvariantCulture), index);

    private Literal NoMethods(Member? method, int at)
    {
        var remedy =
            method is not null && FilterTable.All.TryGet(method.Key, out _)
                ? $": write '| {method.Key}' instead of '.{method.Key}()'"
                : "; filters do what methods would: value | upper";
        return Fail(ExpressionErrorCodes.Syntax, $"a value cannot be called{remedy}", at);
    }

    private Expression ParsePipes(Expression target)
    {
        var outer = nesting;
        while (current.Kind is TokenKind.Pipe or TokenKind.Is && Enter())
        {
            var token = Take();
            target =
                token.Kind == TokenKind.Pipe ? ParseFilters(target, token.Offset) : ParseTest(target, token.Offset);
        }

        nesting = outer;
        return target;
    }

    private Expression ParseFilters(Expression target, int at)
    {
        var calls = ImmutableArray.CreateBuilder<FilterCall>();
        do
        {
            var name = Take();
            if (name.Kind != TokenKind.Name)
            {
                return Unexpected(name, "the name of a filter");
            }

            if (!FilterTable.All.TryGet(name.Text, out var filter))
            {
                var suggestion = FilterTable.All.Suggestion(name.Text);
                return Fail(
                    ExpressionErrorCodes.UnknownFilter,
                    $"there is no filter '{name.Text}'{suggestion}",
                    name.Offset
                );
            }

            var arguments = ParseArguments(filter.Signature, $"filter '{name.Text}'", name.Offset);
            calls.Add(new FilterCall(filter, arguments, name.Offset));
        } while (TakeIf(TokenKind.Pipe));

        return target is Filtered inner
            ? new Filtered(inner.Target, [.. inner.Calls, .. calls], inner.Offset)
            : new Filtered(target, calls.DrainToImmutable(), at);
    }

    private Expression ParseTest(Expression target, int at)
    {
        var isNegated = TakeIf(TokenKind.Not);
        var name = Take();
        if (name.Kind is not (TokenKind.Name or TokenKind.In))
        {
            return Unexpected(name, "the name of a test");
        }

        if (!TestTable.All.TryGet(name.Text, out var test))
        {
            var suggestion = TestTable.All.Suggestion(name.Text);
            return Fail(ExpressionErrorCodes.UnknownTest, $"there is no test '{name.Text}'{suggestion}", name.Offset);
        }

        // "n is divisibleby 3" needs no parentheses around its one argument.
        var arguments =
            current.Kind != TokenKind.LeftParen && test.Signature.Required.Length == 1
                ? [ParseSigned(false)]
                : ParseArguments(test.Signature, $"test '{name.Text}'", name.Offset);
        return new Tested(target, test, arguments, isNegated, at);
    }

    private ImmutableArray<Expression?> ParseArguments(Signature signature, string what, int at)
    {
        var positional = new List<Expression>();
        var named = new Dictionary<string, Expression>(StringComparer.Ordinal);
        if (TakeIf(TokenKind.LeftParen))
        {
            while (Error is null && current.Kind != TokenKind.RightParen)
            {
                ParseArgument(positional, named, what);
                if (!TakeIf(TokenKind.Comma))
                {
                    break;
                }
            }

            Expect(TokenKind.RightParen, ")");
        }

        var places = signature.Bind(positional, named, out var problem);
        if (problem is not null)
        {
            Fail(ExpressionErrorCodes.WrongArguments, $"{what} {problem}", at);
        }

        return places;
    }

    private void ParseArgument(List<Expression> positional, Dictionary<string, Expression> named, string what)
    {
        if (current.Kind != TokenKind.Name || Peek().Kind != TokenKind.Assign)
        {
            positional.Add(ParseExpression());
            return;
        }

        var name = Take();
        Take();
        if (!named.TryAdd(name.Text, ParseExpression()))
        {
            Fail(ExpressionErrorCodes.WrongArguments, $"{what} gets '{name.Text}' twice", name.Offset);
        }
    }
}
