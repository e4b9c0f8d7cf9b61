namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>The kinds of tokens. <c>&amp;&amp;</c>, <c>||</c> and <c>!</c> are And, Or and Not.</summary>
internal enum TokenKind
{
    Broken,
    End,
    Name,
    Integer,
    Float,
    Text,
    Dot,
    Comma,
    Colon,
    Assign,
    Pipe,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    DollarBrace,
    Plus,
    Minus,
    Star,
    DoubleStar,
    Slash,
    DoubleSlash,
    Percent,
    Tilde,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    Not,
    In,
    Is,
    If,
    Else,
}

/// <summary>A piece of an expression. <paramref name="Text"/> is as written, but decoded for a quoted text.</summary>
internal readonly record struct Token(TokenKind Kind, int Offset, string Text);

/// <summary>What ends the expression that a lexer reads.</summary>
internal enum Closer
{
    /// <summary>The end of the text.</summary>
    EndOfText,

    /// <summary><c>}}</c>, or <c>-}}</c> to strip the white space behind it.</summary>
    Output,

    /// <summary><c>%}</c>, or <c>-%}</c> to strip the white space behind it.</summary>
    Statement,

    /// <summary><c>}</c>, for <c>${path}</c>.</summary>
    Dollar,
}
