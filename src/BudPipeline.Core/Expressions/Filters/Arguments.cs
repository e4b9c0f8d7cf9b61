using System.Collections.Immutable;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>The evaluated arguments of one call, in the places of its signature.</summary>
/// <param name="run">The evaluation that they belong to; a wrong one fails it.</param>
/// <param name="places">The values; null where none is given.</param>
/// <param name="offset">Where the call stands in the text.</param>
internal readonly ref struct Arguments(Evaluator run, ReadOnlySpan<Value?> places, int offset)
{
    private readonly ReadOnlySpan<Value?> places = places;

    /// <summary>Where the call stands in the text.</summary>
    public int Offset => offset;

    /// <summary>The value at a place; null when none is given.</summary>
    public Value? this[int place] => place < places.Length ? places[place] : null;

    /// <summary>The values from a place on.</summary>
    public ImmutableArray<Value?> From(int place) => place < places.Length ? [.. places[place..]] : [];

    /// <summary>A truth; false when none is given.</summary>
    public bool Flag(int place, bool otherwise = false) =>
        this[place] is { } value ? run.IsTrue(value, offset) : otherwise;

    /// <summary>A text, or what any other value prints as.</summary>
    public string Text(int place, string otherwise) => this[place] is { } value ? run.TextOf(value, offset) : otherwise;

    /// <summary>A whole number; anything else fails the evaluation.</summary>
    public long Whole(int place, long otherwise)
    {
        switch (this[place])
        {
            case null or NullValue:
                return otherwise;
            case LongValue whole:
                return whole.Content;
            case { } other:
                run.Fail(
                    ExpressionErrorCodes.WrongArguments,
                    $"a whole number is needed, not {Kinds.Of(other)}",
                    offset
                );
                return otherwise;
        }
    }
}
