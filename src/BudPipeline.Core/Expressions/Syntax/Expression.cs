using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>A node of a parsed expression.</summary>
/// <param name="Offset">Where it stands in the text, for messages.</param>
internal abstract record Expression(int Offset);

/// <summary>A number, a quoted text, true, false or none.</summary>
internal sealed record Literal(Value Value, int Offset) : Expression(Offset);

/// <summary>A name at the top: what the context or a statement gives.</summary>
internal sealed record Name(string Text, int Offset) : Expression(Offset)
{
    /// <summary>What it gives when nothing has that name.</summary>
    public UndefinedValue Missing { get; } = new(Text);
}

/// <summary>A path: <c>steps.deploy['x'][0]</c>. A member that is not there gives undefined, and so does all behind it.</summary>
internal sealed record Access(Expression Target, ImmutableArray<Accessor> Accessors, int Offset) : Expression(Offset)
{
    private UndefinedValue? missing;

    /// <summary>What it gives when the path leads to nothing.</summary>
    public UndefinedValue Missing => missing ??= new UndefinedValue(ExpressionPrinter.Print(this));
}

/// <summary>A step of a path.</summary>
internal abstract record Accessor;

/// <summary><c>.name</c>, <c>.0</c>, <c>['name']</c> or <c>[0]</c>.</summary>
/// <param name="Key">The key in a map.</param>
/// <param name="Index">The place in a list; null when the key is no whole number.</param>
internal sealed record Member(string Key, int? Index) : Accessor;

/// <summary><c>[expression]</c>.</summary>
internal sealed record Indexer(Expression Index) : Accessor;

/// <summary><c>[start:stop:step]</c>.</summary>
internal sealed record Slice(Expression? Start, Expression? Stop, Expression? Step) : Accessor;

/// <summary><c>[a, b]</c> or <c>(a, b)</c>.</summary>
internal sealed record ListLiteral(ImmutableArray<Expression> Items, int Offset) : Expression(Offset);

/// <summary><c>{'k': v}</c>.</summary>
internal sealed record MapLiteral(ImmutableArray<MapEntry> Entries, int Offset) : Expression(Offset);

/// <summary><c>namespace(k=v)</c>: a map whose members <c>{% set name.member = … %}</c> changes, also from inside a loop.</summary>
internal sealed record NamespaceLiteral(MapLiteral Members, int Offset) : Expression(Offset);

/// <summary>An entry of a map literal.</summary>
internal sealed record MapEntry(Expression Key, Expression Value);

/// <summary><c>not a</c>.</summary>
internal sealed record Negation(Expression Operand, int Offset) : Expression(Offset);

/// <summary><c>-a</c> or <c>+a</c>.</summary>
internal sealed record Signed(bool IsMinus, Expression Operand, int Offset) : Expression(Offset);

/// <summary>Operators of one precedence, from left to right: <c>a + b - c</c>. Flat, so that a long one is not deep.</summary>
internal sealed record Arithmetic(Expression First, ImmutableArray<Operation> Rest, int Offset) : Expression(Offset);

/// <summary>Comparisons, chained as <c>a &lt; b &lt;= c</c>: true when each is.</summary>
internal sealed record Comparison(Expression First, ImmutableArray<Operation> Rest, int Offset) : Expression(Offset);

/// <summary>An operator and what stands to its right.</summary>
internal sealed record Operation(Operator Operator, Expression Operand, int Offset);

/// <summary><c>a and b and c</c> or <c>a or b or c</c>; gives the operand that decided.</summary>
internal sealed record Junction(bool IsAnd, ImmutableArray<Expression> Operands, int Offset) : Expression(Offset);

/// <summary><c>then if test else otherwise</c>.</summary>
internal sealed record Conditional(Expression Test, Expression Then, Expression? Otherwise, int Offset)
    : Expression(Offset);

/// <summary><c>a | first | upper</c>. Flat, as arithmetic is.</summary>
internal sealed record Filtered(Expression Target, ImmutableArray<FilterCall> Calls, int Offset) : Expression(Offset);

/// <summary>A filter with its arguments in the places of its signature; null where none is given.</summary>
internal sealed record FilterCall(Filters.Filter Filter, ImmutableArray<Expression?> Arguments, int Offset);

/// <summary><c>a is even</c> or <c>a is not even</c>.</summary>
internal sealed record Tested(
    Expression Target,
    Filters.ValueTest Test,
    ImmutableArray<Expression?> Arguments,
    bool IsNegated,
    int Offset
) : Expression(Offset);

/// <summary><c>range(5)</c>.</summary>
internal sealed record FunctionCall(Filters.ValueFunction Function, ImmutableArray<Expression?> Arguments, int Offset)
    : Expression(Offset);

/// <summary>What stands between two operands.</summary>
internal enum Operator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    DivideWhole,
    Remainder,
    Power,
    Concatenate,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}
