using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>A piece of text with templates in it.</summary>
internal abstract record Block;

/// <summary>Text that stays as it is.</summary>
internal sealed record TextBlock(string Text) : Block;

/// <summary><c>{{ expression }}</c>.</summary>
internal sealed record OutputBlock(Expression Expression) : Block;

/// <summary><c>{% if %} … {% elif %} … {% else %} … {% endif %}</c>; the else branch has no test and is last.</summary>
internal sealed record IfBlock(ImmutableArray<IfBranch> Branches) : Block;

/// <summary>A branch with its test; null is else.</summary>
internal sealed record IfBranch(Expression? Test, ImmutableArray<Block> Body);

/// <summary><c>{% for names in source if filter %} … {% else %} … {% endfor %}</c>.</summary>
internal sealed record ForBlock(
    ImmutableArray<string> Names,
    Expression Source,
    Expression? Filter,
    ImmutableArray<Block> Body,
    ImmutableArray<Block> Otherwise,
    int Offset
) : Block;

/// <summary><c>{% set names = value %}</c>, or <c>{% set name.member = value %}</c> for a member of a namespace.</summary>
internal sealed record SetBlock(ImmutableArray<string> Names, string? Member, Expression Value, int Offset) : Block;

/// <summary><c>{% set name %} … {% endset %}</c>.</summary>
internal sealed record CaptureBlock(string Name, ImmutableArray<Block> Body, int Offset) : Block;

/// <summary>A text with templates in it, parsed.</summary>
/// <param name="Blocks">Its pieces in order.</param>
/// <param name="Nesting">The deepest nesting of statements and expressions in it.</param>
internal sealed record TemplateText(ImmutableArray<Block> Blocks, int Nesting)
{
    /// <summary>The expression that is the whole of the text but for white space; it gives its native value.</summary>
    public Expression? Single { get; } = SingleOf(Blocks);

    private static Expression? SingleOf(ImmutableArray<Block> blocks)
    {
        Expression? single = null;
        foreach (var block in blocks)
        {
            switch (block)
            {
                case TextBlock text when string.IsNullOrWhiteSpace(text.Text):
                    break;
                case OutputBlock output when single is null:
                    single = output.Expression;
                    break;
                default:
                    return null;
            }
        }

        return single;
    }
}
