using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>
/// Parses text with <c>{{ expressions }}</c>, <c>${paths}</c>, <c>{% statements %}</c> and <c>{# comments #}</c>.
/// </summary>
internal sealed partial class TemplateParser
{
    private readonly string text;
    private int position;
    private int nesting;
    private int deepest;
    private bool trimsNext;
    private ExpressionError? error;

    private TemplateParser(string text) => this.text = text;

    /// <summary>Whether there is anything in the text to evaluate; comments alone do not count.</summary>
    public static bool HasTemplates(string text)
    {
        for (var at = text.IndexOf('{', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length; )
        {
            if (text[at + 1] is '{' or '%' || (at > 0 && text[at - 1] == '$' && DollarPath.StartsAt(text, at - 1)))
            {
                return true;
            }

            at = text.IndexOf('{', at + 1);
        }

        return false;
    }

    /// <summary>The parsed text, or null and the first error.</summary>
    public static TemplateText? Parse(string text, out ExpressionError? error)
    {
        // As Jinja does: one line end at the end is not part of what a template gives.
        var withoutLineEnd = text.EndsWith('\n')
            ? text[..^(text.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : 1)]
            : text;
        var parser = new TemplateParser(withoutLineEnd);
        var blocks = parser.ParseBlocks([], out _);
        error = parser.error;
        return error is null ? new TemplateText(blocks, parser.deepest) : null;
    }

    /// <summary>Blocks up to the end, or up to one of these statements, whose name has been read then.</summary>
    private ImmutableArray<Block> ParseBlocks(ReadOnlySpan<string> ends, out Statement? end)
    {
        var blocks = ImmutableArray.CreateBuilder<Block>();
        end = null;
        while (error is null && position < text.Length)
        {
            var mark = NextMark(position, out var kind);
            AddText(blocks, mark, kind);
            switch (kind)
            {
                case Mark.Output:
                    AddOutput(blocks, Closer.Output, mark, BehindSign(mark + 2));
                    break;
                case Mark.Dollar:
                    AddOutput(blocks, Closer.Dollar, mark, mark + 2);
                    break;
                case Mark.Comment:
                    SkipComment(mark);
                    break;
                case Mark.Statement:
                    var statement = new Statement(text, mark, BehindSign(mark + 2));
                    if (ends.Contains(statement.Name))
                    {
                        end = statement;
                        return blocks.DrainToImmutable();
                    }

                    ParseStatement(statement, blocks);
                    break;
            }
        }

        return blocks.DrainToImmutable();
    }

    private void AddText(ImmutableArray<Block>.Builder blocks, int end, Mark kind)
    {
        var piece = text.AsSpan(position, end - position);
        piece = trimsNext ? piece.TrimStart() : piece;
        var trimsBefore = kind is Mark.Output or Mark.Statement or Mark.Comment && At(end + 2, '-');
        piece = trimsBefore ? piece.TrimEnd() : piece;
        if (!piece.IsEmpty)
        {
            blocks.Add(new TextBlock(piece.ToString()));
        }

        trimsNext = false;
        position = end;
    }

    private void AddOutput(ImmutableArray<Block>.Builder blocks, Closer closer, int mark, int start)
    {
        var parser = new ExpressionParser(text, start, closer, mark);
        blocks.Add(new OutputBlock(parser.ParseRowToEnd()));
        Leave(parser);
    }

    private void SkipComment(int mark)
    {
        var end = text.IndexOf("#}", mark + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            Fail(ExpressionErrorCodes.Unclosed, "the comment that starts here is never closed by '#}'", mark);
            return;
        }

        trimsNext = end > mark + 2 && text[end - 1] == '-';
        position = end + 2;
    }

    /// <summary>Goes on behind what an expression parser has read.</summary>
    private void Leave(ExpressionParser parser)
    {
        error ??= parser.Error;
        deepest = Math.Max(deepest, nesting + parser.Deepest);
        position = parser.Position;
        trimsNext = parser.TrimsAfter;
    }

    private void Fail(string code, string message, int offset) => error ??= new ExpressionError(code, message, offset);

    private int NextMark(int from, out Mark kind)
    {
        for (var at = from; at + 1 < text.Length; at++)
        {
            at = text.AsSpan(at).IndexOfAny('{', '$') is var found and >= 0 ? at + found : text.Length;
            kind = MarkAt(at);
            if (kind != Mark.None)
            {
                return at;
            }
        }

        kind = Mark.None;
        return text.Length;
    }

    private Mark MarkAt(int at)
    {
        if (at + 1 >= text.Length)
        {
            return Mark.None;
        }

        return (text[at], text[at + 1]) switch
        {
            ('{', '{') => Mark.Output,
            ('{', '%') => Mark.Statement,
            // "${#list}" belongs to a shell.
            ('{', '#') when at == 0 || text[at - 1] != '$' => Mark.Comment,
            ('$', '{') when DollarPath.StartsAt(text, at) => Mark.Dollar,
            _ => Mark.None,
        };
    }

    private int BehindSign(int at) => At(at, '-') || At(at, '+') ? at + 1 : at;

    private bool At(int place, char c) => place < text.Length && text[place] == c;

    private enum Mark
    {
        None,
        Output,
        Statement,
        Comment,
        Dollar,
    }
}
