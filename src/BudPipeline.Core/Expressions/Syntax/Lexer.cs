using System.Collections.Frozen;
using System.Globalization;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>
/// Cuts the text of one expression into tokens, on demand. A value type: a copy of it looks ahead.
/// </summary>
/// <param name="text">The whole text that the expression stands in.</param>
/// <param name="start">Where the expression starts.</param>
/// <param name="closer">What ends it.</param>
/// <param name="opened">Where its opening mark stands, for the message that it never ends.</param>
internal struct Lexer(string text, int start, Closer closer, int opened)
{
    private static readonly FrozenDictionary<string, TokenKind> Keywords = new Dictionary<string, TokenKind>
    {
        ["and"] = TokenKind.And,
        ["or"] = TokenKind.Or,
        ["not"] = TokenKind.Not,
        ["in"] = TokenKind.In,
        ["is"] = TokenKind.Is,
        ["if"] = TokenKind.If,
        ["else"] = TokenKind.Else,
    }.ToFrozenDictionary();

    private int openBraces;
    private TokenKind last = TokenKind.End;

    /// <summary>Where the next token is looked for; behind the closer once that has been read.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Whether the closer said to strip the white space behind it.</summary>
    public bool TrimsAfter { get; private set; }

    /// <summary>What is wrong, once a token is broken.</summary>
    public ExpressionError? Error { get; private set; }

    public static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || (c > '\x7f' && char.IsLetter(c));

    public static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c);

    public Token Next()
    {
        var token = Read();
        last = token.Kind;
        return token;
    }

    private Token Read()
    {
        while (Position < text.Length && char.IsWhiteSpace(text[Position]))
        {
            Position++;
        }

        var at = Position;
        if (TryClose())
        {
            return new Token(TokenKind.End, at, "");
        }

        if (Position >= text.Length)
        {
            return closer == Closer.EndOfText
                ? new Token(TokenKind.End, Position, "")
                : Broken(ExpressionErrorCodes.Unclosed, opened, $"what starts here is never closed by '{CloserText}'");
        }

        var c = text[Position];
        if (IsNameStart(c))
        {
            return ReadName();
        }

        if (char.IsAsciiDigit(c))
        {
            return last == TokenKind.Dot ? ReadName() : ReadNumber();
        }

        return c is '\'' or '"' ? ReadText(c) : ReadSymbol(c);
    }

    private readonly string CloserText =>
        closer switch
        {
            Closer.Output => "}}",
            Closer.Statement => "%}",
            _ => "}",
        };

    private bool TryClose()
    {
        if (closer == Closer.EndOfText || openBraces > 0 || Position >= text.Length)
        {
            return false;
        }

        var signed = closer != Closer.Dollar && text[Position] is '-' or '+' ? 1 : 0;
        if (string.CompareOrdinal(text, Position + signed, CloserText, 0, CloserText.Length) != 0)
        {
            return false;
        }

        TrimsAfter = signed == 1 && text[Position] == '-';
        Position += signed + CloserText.Length;
        return true;
    }

    private Token ReadName()
    {
        var from = Position;
        while (Position < text.Length && IsNamePart(text[Position]))
        {
            Position++;
        }

        var name = text[from..Position];
        var isKeyword = Keywords.TryGetValue(name, out var keyword) && last != TokenKind.Dot;
        return new Token(isKeyword ? keyword : TokenKind.Name, from, name);
    }

    private Token ReadNumber()
    {
        var from = Position;
        if (At(from, '0') && from + 1 < text.Length && RadixOf(text[from + 1]) is { } radix)
        {
            return ReadWhole(from, radix);
        }

        SkipDigits();
        var isFloat = false;
        if (At(Position, '.') && IsDigit(Position + 1))
        {
            isFloat = true;
            Position++;
            SkipDigits();
        }

        if (At(Position, 'e') || At(Position, 'E'))
        {
            var signed = At(Position + 1, '+') || At(Position + 1, '-') ? 1 : 0;
            if (IsDigit(Position + 1 + signed))
            {
                isFloat = true;
                Position += 1 + signed;
                SkipDigits();
            }
        }

        var number = text[from..Position].Replace("_", "", StringComparison.Ordinal);
        return new Token(isFloat ? TokenKind.Float : TokenKind.Integer, from, number);
    }

    /// <summary><c>0x1F</c>, <c>0o17</c> or <c>0b101</c>, given on in decimal digits; without digits behind the prefix a 0.</summary>
    private Token ReadWhole(int from, int radix)
    {
        Int128 number = 0;
        var at = from + 2;
        for (; at < text.Length && (DigitOf(text[at]) < radix || text[at] == '_'); at++)
        {
            number = text[at] == '_' || number > long.MaxValue ? number : (number * radix) + DigitOf(text[at]);
        }

        if (at == from + 2)
        {
            Position = from + 1;
            return new Token(TokenKind.Integer, from, "0");
        }

        Position = at;
        return new Token(TokenKind.Integer, from, number.ToString(CultureInfo.InvariantCulture));
    }

    private static int? RadixOf(char prefix) =>
        prefix switch
        {
            'x' or 'X' => 16,
            'o' or 'O' => 8,
            'b' or 'B' => 2,
            _ => null,
        };

    private static int DigitOf(char c) =>
        char.IsAsciiDigit(c) ? c - '0'
        : char.IsAsciiHexDigit(c) ? (c | 0x20) - 'a' + 10
        : int.MaxValue;

    private void SkipDigits()
    {
        while (IsDigit(Position) || (At(Position, '_') && IsDigit(Position + 1)))
        {
            Position++;
        }
    }

    private Token ReadText(char quote)
    {
        var from = Position;
        var end = from + 1;
        while (end < text.Length && text[end] != quote)
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        if (end >= text.Length)
        {
            return Broken(ExpressionErrorCodes.Unclosed, from, $"the text that starts here has no closing {quote}");
        }

        Position = end + 1;
        return new Token(TokenKind.Text, from, QuotedText.Decode(text.AsSpan(from + 1, end - from - 1)));
    }

    private Token ReadSymbol(char c)
    {
        var next = Position + 1 < text.Length ? text[Position + 1] : '\0';
        var (kind, length) = (c, next) switch
        {
            ('*', '*') => (TokenKind.DoubleStar, 2),
            ('/', '/') => (TokenKind.DoubleSlash, 2),
            ('=', '=') => (TokenKind.Equal, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('&', '&') => (TokenKind.And, 2),
            ('|', '|') => (TokenKind.Or, 2),
            ('$', '{') => (TokenKind.DollarBrace, 2),
            ('.', _) => (TokenKind.Dot, 1),
            (',', _) => (TokenKind.Comma, 1),
            (':', _) => (TokenKind.Colon, 1),
            ('=', _) => (TokenKind.Assign, 1),
            ('|', _) => (TokenKind.Pipe, 1),
            ('(', _) => (TokenKind.LeftParen, 1),
            (')', _) => (TokenKind.RightParen, 1),
            ('[', _) => (TokenKind.LeftBracket, 1),
            (']', _) => (TokenKind.RightBracket, 1),
            ('{', _) => (TokenKind.LeftBrace, 1),
            ('}', _) => (TokenKind.RightBrace, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('%', _) => (TokenKind.Percent, 1),
            ('~', _) => (TokenKind.Tilde, 1),
            ('<', _) => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            ('!', _) => (TokenKind.Not, 1),
            _ => (TokenKind.Broken, 0),
        };
        if (kind == TokenKind.Broken)
        {
            return Broken(ExpressionErrorCodes.Syntax, Position, $"'{c}' means nothing in an expression");
        }

        openBraces += kind switch
        {
            TokenKind.LeftBrace or TokenKind.DollarBrace => 1,
            TokenKind.RightBrace when openBraces > 0 => -1,
            _ => 0,
        };
        var token = new Token(kind, Position, text.Substring(Position, length));
        Position += length;
        return token;
    }

    private Token Broken(string code, int offset, string message)
    {
        Error = new ExpressionError(code, message, offset);
        Position = text.Length;
        return new Token(TokenKind.Broken, offset, "");
    }

    private readonly bool At(int place, char c) => place < text.Length && text[place] == c;

    private readonly bool IsDigit(int place) => place < text.Length && char.IsAsciiDigit(text[place]);
}
