using System.Collections.Immutable;
using System.Text;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>
/// The one canonical text of an expression, with every operator in parentheses: parsing it gives the same expression.
/// </summary>
internal static class ExpressionPrinter
{
    private static readonly string[] Signs =
    [
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "**",
        "~",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "in",
        "not in",
    ];

    public static string Print(Expression node)
    {
        var text = new StringBuilder();
        Print(node, text);
        return text.ToString();
    }

    public static string Sign(Operator @operator) => Signs[(int)@operator];

    private static void Print(Expression node, StringBuilder into)
    {
        switch (node)
        {
            case Literal { Value: StringValue text }:
                QuotedText.Encode(text.Content, into);
                break;
            case Literal { Value: LongValue { Content: < 0 } negative }:
                into.Append('(').Append(ValueJson.ToText(negative)).Append(')');
                break;
            case Literal literal:
                into.Append(ValueJson.ToText(literal.Value));
                break;
            case Name name:
                into.Append(name.Text);
                break;
            case Access access:
                Print(access.Target, into);
                Print(access.Accessors, into);
                break;
            case ListLiteral list:
                Print("[", list.Items, "]", into);
                break;
            case MapLiteral map:
                Print(map, into);
                break;
            case NamespaceLiteral literal:
                into.Append("namespace(");
                Print(literal.Members, into);
                into.Append(')');
                break;
            case Negation negation:
                into.Append("(not ");
                Print(negation.Operand, into);
                into.Append(')');
                break;
            case Signed signed:
                into.Append(signed.IsMinus ? "(-" : "(+");
                Print(signed.Operand, into);
                into.Append(')');
                break;
            case Arithmetic arithmetic:
                Print(arithmetic.First, arithmetic.Rest, into);
                break;
            case Comparison comparison:
                Print(comparison.First, comparison.Rest, into);
                break;
            case Junction junction:
                Print(junction, into);
                break;
            case Conditional choice:
                Print(choice, into);
                break;
            case Filtered filtered:
                Print(filtered, into);
                break;
            case Tested tested:
                into.Append('(');
                Print(tested.Target, into);
                into.Append(tested.IsNegated ? " is not " : " is ").Append(tested.Test.Name);
                Print(tested.Test.Signature, tested.Arguments, into);
                into.Append(')');
                break;
            case FunctionCall call:
                into.Append(call.Function.Name);
                Print(call.Function.Signature, call.Arguments, into);
                break;
        }
    }

    private static void Print(ImmutableArray<Accessor> accessors, StringBuilder into)
    {
        foreach (var accessor in accessors)
        {
            switch (accessor)
            {
                case Member { Index: { } index }:
                    into.Append('[').Append(index).Append(']');
                    break;
                case Member member when IsPlain(member.Key):
                    into.Append('.').Append(member.Key);
                    break;
                case Member member:
                    into.Append('[');
                    QuotedText.Encode(member.Key, into);
                    into.Append(']');
                    break;
                case Indexer indexer:
                    Print("[", [indexer.Index], "]", into);
                    break;
                case Slice slice:
                    into.Append('[');
                    PrintIfGiven(slice.Start, into);
                    into.Append(':');
                    PrintIfGiven(slice.Stop, into);
                    into.Append(':');
                    PrintIfGiven(slice.Step, into);
                    into.Append(']');
                    break;
            }
        }
    }

    private static bool IsPlain(string key) => key.Length > 0 && Lexer.IsNameStart(key[0]) && key.All(Lexer.IsNamePart);

    private static void Print(MapLiteral map, StringBuilder into)
    {
        var separator = "{";
        foreach (var entry in map.Entries)
        {
            into.Append(separator);
            Print(entry.Key, into);
            into.Append(": ");
            Print(entry.Value, into);
            separator = ", ";
        }

        into.Append(map.Entries.IsEmpty ? "{}" : "}");
    }

    private static void Print(Expression first, ImmutableArray<Operation> rest, StringBuilder into)
    {
        into.Append('(');
        Print(first, into);
        foreach (var operation in rest)
        {
            into.Append(' ').Append(Sign(operation.Operator)).Append(' ');
            Print(operation.Operand, into);
        }

        into.Append(')');
    }

    private static void Print(Junction junction, StringBuilder into)
    {
        var separator = "(";
        foreach (var operand in junction.Operands)
        {
            into.Append(separator);
            Print(operand, into);
            separator = junction.IsAnd ? " and " : " or ";
        }

        into.Append(')');
    }

    private static void Print(Conditional choice, StringBuilder into)
    {
        into.Append('(');
        Print(choice.Then, into);
        into.Append(" if ");
        Print(choice.Test, into);
        if (choice.Otherwise is { } otherwise)
        {
            into.Append(" else ");
            Print(otherwise, into);
        }

        into.Append(')');
    }

    private static void Print(Filtered filtered, StringBuilder into)
    {
        into.Append('(');
        Print(filtered.Target, into);
        foreach (var call in filtered.Calls)
        {
            into.Append(" | ").Append(call.Filter.Name);
            Print(call.Filter.Signature, call.Arguments, into);
        }

        into.Append(')');
    }

    private static void Print(Filters.Signature signature, ImmutableArray<Expression?> arguments, StringBuilder into)
    {
        var separator = "(";
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not { } argument)
            {
                continue;
            }

            into.Append(separator);
            if (signature.NameToPrint(i, arguments) is { } name)
            {
                into.Append(name).Append('=');
            }

            Print(argument, into);
            separator = ", ";
        }

        into.Append(separator == "(" ? "()" : ")");
    }

    private static void Print(string open, ImmutableArray<Expression> items, string close, StringBuilder into)
    {
        var separator = open;
        foreach (var item in items)
        {
            into.Append(separator);
            Print(item, into);
            separator = ", ";
        }

        into.Append(items.IsEmpty ? open + close : close);
    }

    private static void PrintIfGiven(Expression? node, StringBuilder into)
    {
        if (node is not null)
        {
            Print(node, into);
        }
    }
}
