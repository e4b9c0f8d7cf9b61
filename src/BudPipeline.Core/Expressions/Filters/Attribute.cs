using System.Collections.Immutable;
using System.Globalization;
using BudPipeline.Core.Expressions.Evaluating;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>A dotted path into each item, as in <c>map(attribute='a.0.b')</c>; an empty one is the item itself.</summary>
internal readonly struct Attribute(Evaluator run, ImmutableArray<Member> path)
{
    /// <summary>The path that an argument names; none gives the item itself.</summary>
    public static Attribute Of(Evaluator run, Value? name, int offset) =>
        name switch
        {
            null or NullValue => new(run, []),
            StringValue text => new(run, [.. text.Content.Split('.').Select(MemberOf)]),
            LongValue place => new(run, [MemberOf(place.Content.ToString(CultureInfo.InvariantCulture))]),
            _ => Fail(run, name, offset),
        };

    public Value Get(Value item)
    {
        foreach (var member in path)
        {
            item = Members.Get(run, item, member);
        }

        return item;
    }

    private static Member MemberOf(string key) =>
        new(
            key,
            int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? index : null
        );

    private static Attribute Fail(Evaluator run, Value name, int offset)
    {
        run.Fail(
            ExpressionErrorCodes.WrongArguments,
            $"an attribute is named by text, not by {Kinds.Of(name)}",
            offset
        );
        return new(run, []);
    }
}
