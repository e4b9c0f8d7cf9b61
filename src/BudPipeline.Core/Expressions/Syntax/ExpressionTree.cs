using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>Walks the nodes of an expression.</summary>
internal static class ExpressionTree
{
    /// <summary>The expressions directly below this one, in the order of the text.</summary>
    public static IEnumerable<Expression> Children(this Expression node) =>
        node switch
        {
            Access access => [access.Target, .. access.Accessors.SelectMany(Children)],
            ListLiteral list => list.Items,
            MapLiteral map => map.Entries.SelectMany(e => new[] { e.Key, e.Value }),
            NamespaceLiteral literal => [literal.Members],
            Negation negation => [negation.Operand],
            Signed signed => [signed.Operand],
            Arithmetic arithmetic => [arithmetic.First, .. arithmetic.Rest.Select(o => o.Operand)],
            Comparison comparison => [comparison.First, .. comparison.Rest.Select(o => o.Operand)],
            Junction junction => junction.Operands,
            Conditional { Otherwise: null } choice => [choice.Then, choice.Test],
            Conditional choice => [choice.Then, choice.Test, choice.Otherwise],
            Filtered filtered => [filtered.Target, .. filtered.Calls.SelectMany(c => Given(c.Arguments))],
            Tested tested => [tested.Target, .. Given(tested.Arguments)],
            FunctionCall call => Given(call.Arguments),
            _ => [],
        };

    private static IEnumerable<Expression> Children(Accessor accessor) =>
        accessor switch
        {
            Indexer indexer => [indexer.Index],
            Slice slice => Given([slice.Start, slice.Stop, slice.Step]),
            _ => [],
        };

    private static IEnumerable<Expression> Given(ImmutableArray<Expression?> arguments) =>
        arguments.OfType<Expression>();
}
