using System.Text;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>
/// The filter <c>urlencode</c>: a text for a path, in which slashes stay; a map or a list of pairs for a query.
/// </summary>
internal static class UrlFilter
{
    private const string Digits = "0123456789ABCDEF";

    public static Value Encode(Evaluator run, Value target, Arguments arguments)
    {
        var pairs = target switch
        {
            MapValue map => map.Entries.Select(entry => (Value.Of(entry.Key), entry.Value)),
            ListValue list => list
                .Items.OfType<ListValue>()
                .Where(pair => pair.Items.Length == 2)
                .Select(pair => (pair.Items[0], pair.Items[1])),
            _ => null,
        };
        if (pairs is null)
        {
            return run.Finish(Escape(run.TextOf(target, arguments.Offset), '/'), arguments.Offset);
        }

        var into = new DeferredText(run.Limits.OutputLength);
        foreach (var (key, value) in pairs)
        {
            into.Append(into.Length == 0 ? "" : "&");
            into.Append(Escape(run.TextOf(key, arguments.Offset), '+'));
            into.Append("=");
            into.Append(Escape(run.TextOf(value, arguments.Offset), '+'));
            if (into.IsTooLong || run.Error is not null)
            {
                break;
            }
        }

        return run.Finish(into, arguments.Offset);
    }

    /// <summary>In percent signs but for what may stand in a URL; in a query a space is a plus.</summary>
    private static string Escape(string text, char kept)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' || (c == '/' && kept == '/'))
            {
                escaped.Append(c);
            }
            else if (c == ' ' && kept == '+')
            {
                escaped.Append('+');
            }
            else
            {
                escaped.Append('%').Append(Digits[b >> 4]).Append(Digits[b & 15]);
            }
        }

        return escaped.ToString();
    }
}
