using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions.Syntax;

/// <content>The statements: if, for, set and raw.</content>
internal sealed partial class TemplateParser
{
    private static readonly string[] StatementNames =
    [
        "if",
        "elif",
        "else",
        "endif",
        "for",
        "endfor",
        "set",
        "endset",
        "raw",
        "endraw",
    ];

    /// <summary>A statement whose name has been read.</summary>
    private sealed class Statement
    {
        public Statement(string text, int mark, int start)
        {
            Offset = mark;
            Parser = new ExpressionParser(text, start, Closer.Statement, mark);
            Name = Parser.Error is null ? Parser.Take().Text : "";
        }

        public int Offset { get; }

        public string Name { get; }

        public ExpressionParser Parser { get; }
    }

    private void ParseStatement(Statement statement, ImmutableArray<Block>.Builder blocks)
    {
        nesting++;
        deepest = Math.Max(deepest, nesting);
        if (nesting > ExpressionParser.DeepestNesting)
        {
            var message = $"statements nest deeper than {ExpressionParser.DeepestNesting} levels";
            Fail(ExpressionErrorCodes.TooDeep, message, statement.Offset);
            return;
        }

        error ??= statement.Parser.Error;
        switch (statement.Name)
        {
            case var _ when error is not null:
                break;
            case "if":
                blocks.Add(ParseIf(statement));
                break;
            case "for":
                blocks.Add(ParseFor(statement));
                break;
            case "set":
                blocks.Add(ParseSet(statement));
                break;
            case "raw":
                ParseRaw(statement, blocks);
                break;
            default:
                FailOnName(statement);
                break;
        }

        nesting--;
    }

    private void FailOnName(Statement statement)
    {
        var name = statement.Name;
        var isMisplaced = StatementNames.Contains(name);
        var near = NearestName.Of(name, StatementNames);
        var suggestion = near is null ? "" : $": did you mean '{near}'?";
        var message = isMisplaced
            ? $"'{name}' stands here without its beginning"
            : $"there is no statement '{name}'{suggestion}";
        Fail(ExpressionErrorCodes.UnknownStatement, message, statement.Offset);
    }

    private IfBlock ParseIf(Statement statement)
    {
        var branches = ImmutableArray.CreateBuilder<IfBranch>();
        Statement? next = statement;
        while (next is not null && error is null)
        {
            var test = next.Name == "else" ? null : next.Parser.ParseExpression();
            ReadEnd(next);
            ReadOnlySpan<string> ends = test is null ? ["endif"] : ["elif", "else", "endif"];
            var body = ParseBody(statement, ends, out next);
            branches.Add(new IfBranch(test, body));
            if (next?.Name == "endif")
            {
                ReadEnd(next);
                break;
            }
        }

        return new IfBlock(branches.DrainToImmutable());
    }

    private ForBlock ParseFor(Statement statement)
    {
        var parser = statement.Parser;
        var names = ReadNames(parser);
        parser.Expect(TokenKind.In, "in");
        var source = parser.ParseRow(parser.ParseOr);
        var filter = parser.TakeIf(TokenKind.If) ? parser.ParseExpression() : null;
        ReadEnd(statement);
        var body = ParseBody(statement, ["else", "endfor"], out var end);
        ImmutableArray<Block> otherwise = [];
        if (end?.Name == "else")
        {
            ReadEnd(end);
            otherwise = ParseBody(statement, ["endfor"], out end);
        }

        if (end is not null)
        {
            ReadEnd(end);
        }

        return new ForBlock(names, source, filter, body, otherwise, statement.Offset);
    }

    private Block ParseSet(Statement statement)
    {
        var parser = statement.Parser;
        var names = ReadNames(parser);
        var member = names.Length == 1 && parser.TakeIf(TokenKind.Dot) ? ReadName(parser) : null;
        if (parser.Next == TokenKind.End && names.Length == 1 && member is null)
        {
            ReadEnd(statement);
            var body = ParseBody(statement, ["endset"], out var end);
            if (end is not null)
            {
                ReadEnd(end);
            }

            return new CaptureBlock(names[0], body, statement.Offset);
        }

        parser.Expect(TokenKind.Assign, "=");
        var value = parser.ParseRow(parser.ParseExpression);
        ReadEnd(statement);
        return new SetBlock(names, member, value, statement.Offset);
    }

    private void ParseRaw(Statement statement, ImmutableArray<Block>.Builder blocks)
    {
        ReadEnd(statement);
        for (var at = position; error is null; at += 2)
        {
            at = text.IndexOf("{%", at, StringComparison.Ordinal);
            if (at < 0)
            {
                Fail(ExpressionErrorCodes.Unclosed, "'raw' is never closed by 'endraw'", statement.Offset);
                return;
            }

            var end = new Statement(text, at, BehindSign(at + 2));
            if (end.Name == "endraw")
            {
                AddText(blocks, at, Mark.Statement);
                ReadEnd(end);
                return;
            }
        }
    }

    private ImmutableArray<Block> ParseBody(Statement opening, ReadOnlySpan<string> ends, out Statement? end)
    {
        var body = ParseBlocks(ends, out end);
        if (end is null)
        {
            var message = $"'{opening.Name}' is never closed by '{ends[^1]}'";
            Fail(ExpressionErrorCodes.Unclosed, message, opening.Offset);
        }

        return body;
    }

    private void ReadEnd(Statement statement)
    {
        statement.Parser.ExpectEnd();
        Leave(statement.Parser);
    }

    /// <summary>One name, or several with commas between them.</summary>
    private static ImmutableArray<string> ReadNames(ExpressionParser parser)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        do
        {
            names.Add(ReadName(parser));
        } while (parser.TakeIf(TokenKind.Comma));

        return names.DrainToImmutable();
    }

    private static string ReadName(ExpressionParser parser)
    {
        var name = parser.Take();
        if (name.Kind != TokenKind.Name)
        {
            parser.Unexpected(name, "a name");
        }

        return name.Text;
    }
}
