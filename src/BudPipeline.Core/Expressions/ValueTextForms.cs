using System.Globalization;
using System.Text;
using BudPipeline.Core.Expressions.Evaluating;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions;

/// <summary>
/// What a value looks like inside text, as in Jinja: <c>True</c>, <c>None</c>, <c>1.0</c>, <c>[1, 'a']</c>,
/// <c>{'k': 'v'}</c>; undefined is empty.
/// </summary>
public static class ValueTextForms
{
    /// <summary>How deep lists and maps may nest in text; deeper ones are written as <c>…</c>.</summary>
    internal const int Deepest = 200;

    /// <summary>The text of a value, secrets masked.</summary>
    public static string Of(Value value)
    {
        if (value is StringValue text)
        {
            return text.Content;
        }

        var into = new DeferredText(int.MaxValue);
        Write(value, into);
        return into.ToValue() switch
        {
            StringValue plain => plain.Content,
            SecretValue secret => string.Concat(secret.Parts.Select(p => p.IsSecret ? SecretValue.Mask : p.Text)),
            _ => "",
        };
    }

    /// <summary>Appends the text of a value.</summary>
    internal static void Write(Value value, DeferredText into) => Write(value, into, 0);

    private static void Write(Value value, DeferredText into, int depth)
    {
        switch (value)
        {
            case StringValue text:
                into.Append(text.Content);
                break;
            case LongValue whole:
                Span<char> digits = stackalloc char[20];
                whole.Content.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
                into.Append(digits[..length]);
                break;
            case DoubleValue number:
                into.Append(FloatText.Of(number.Content));
                break;
            case BoolValue truth:
                into.Append(truth.Content ? "True" : "False");
                break;
            case NullValue:
                into.Append("None");
                break;
            case SecretValue secret:
                into.Append(secret);
                break;
            case ListValue or MapValue when depth >= Deepest:
                into.Append("…");
                break;
            case ListValue list:
                WriteList(list, into, depth + 1);
                break;
            case MapValue map:
                WriteMap(map, into, depth + 1);
                break;
        }
    }

    private static void WriteList(ListValue list, DeferredText into, int depth)
    {
        var separator = "[";
        foreach (var item in list.Items)
        {
            into.Append(separator);
            WriteQuoted(item, into, depth);
            separator = ", ";
            if (into.IsTooLong)
            {
                return;
            }
        }

        into.Append(list.Items.IsEmpty ? "[]" : "]");
    }

    private static void WriteMap(MapValue map, DeferredText into, int depth)
    {
        var separator = "{";
        foreach (var entry in map.Entries)
        {
            into.Append(separator);
            WriteQuoted(entry.Key, into);
            into.Append(": ");
            WriteQuoted(entry.Value, into, depth);
            separator = ", ";
            if (into.IsTooLong)
            {
                return;
            }
        }

        into.Append(separator == "{" ? "{}" : "}");
    }

    private static void WriteQuoted(Value value, DeferredText into, int depth)
    {
        switch (value)
        {
            case StringValue text:
                WriteQuoted(text.Content, into);
                break;
            case SecretValue secret:
                into.Append("'");
                into.Append(secret);
                into.Append("'");
                break;
            default:
                Write(value, into, depth);
                break;
        }
    }

    private static void WriteQuoted(string text, DeferredText into)
    {
        var quoted = new StringBuilder(text.Length + 2);
        QuotedText.Encode(text, quoted);
        into.Append(quoted.ToString());
    }
}
