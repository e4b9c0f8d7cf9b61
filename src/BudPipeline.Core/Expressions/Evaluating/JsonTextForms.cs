using System.Globalization;
using System.Text.Json;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>
/// JSON for text, spaced as Python and Jinja space it: <c>{"a": [1, 2]}</c>, or over several lines. What travels and is
/// stored goes through <see cref="ValueJson"/>.
/// </summary>
/// <param name="indent">Spaces a level of nesting; 0 writes one line.</param>
internal readonly struct JsonTextForms(int indent)
{
    /// <summary>Appends a value; the caller has made sure that no secret is in it and that it is not too deep.</summary>
    public void Write(Value value, DeferredText into) => Write(value, into, 1);

    private void Write(Value value, DeferredText into, int depth)
    {
        switch (value)
        {
            case BoolValue truth:
                into.Append(truth.Content ? "true" : "false");
                break;
            case LongValue whole:
                into.Append(whole.Content.ToString(CultureInfo.InvariantCulture));
                break;
            case DoubleValue number:
                into.Append(double.IsFinite(number.Content) ? FloatText.Of(number.Content) : "null");
                break;
            case StringValue text:
                WriteText(text.Content, into);
                break;
            case ListValue list:
                WriteList(list, into, depth);
                break;
            case MapValue map:
                WriteMap(map, into, depth);
                break;
            default:
                into.Append("null");
                break;
        }
    }

    private void WriteList(ListValue list, DeferredText into, int depth)
    {
        var isFirst = true;
        into.Append("[");
        foreach (var item in list.Items)
        {
            Separate(ref isFirst, into, depth);
            Write(item, into, depth + 1);
            if (into.IsTooLong)
            {
                return;
            }
        }

        Close("]", isFirst, into, depth);
    }

    private void WriteMap(MapValue map, DeferredText into, int depth)
    {
        var isFirst = true;
        into.Append("{");
        foreach (var entry in map.Entries)
        {
            Separate(ref isFirst, into, depth);
            WriteText(entry.Key, into);
            into.Append(": ");
            Write(entry.Value, into, depth + 1);
            if (into.IsTooLong)
            {
                return;
            }
        }

        Close("}", isFirst, into, depth);
    }

    private void Separate(ref bool isFirst, DeferredText into, int depth)
    {
        into.Append(
            (isFirst, indent) switch
            {
                (true, _) => "",
                (false, 0) => ", ",
                _ => ",",
            }
        );
        isFirst = false;
        BreakLine(into, depth);
    }

    private void Close(string mark, bool isEmpty, DeferredText into, int depth)
    {
        if (!isEmpty)
        {
            BreakLine(into, depth - 1);
        }

        into.Append(mark);
    }

    private void BreakLine(DeferredText into, int depth)
    {
        if (indent > 0)
        {
            into.Append("\n");
            into.Append(new string(' ', indent * depth));
        }
    }

    private static void WriteText(string text, DeferredText into)
    {
        into.Append("\"");
        into.Append(
            JsonEncodedText
                .Encode(Characters.Whole(text), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
                .Value
        );
        into.Append("\"");
    }
}
