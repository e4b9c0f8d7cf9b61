using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Filters on text; another value is taken as what it prints as.</summary>
internal static class TextFilters
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    public static Value Upper(Evaluator run, Value target, Arguments arguments) =>
        run.Finish(run.TextOf(target, arguments.Offset).ToUpperInvariant(), arguments.Offset);

    public static Value Lower(Evaluator run, Value target, Arguments arguments) =>
        run.Finish(run.TextOf(target, arguments.Offset).ToLowerInvariant(), arguments.Offset);

    public static Value Capitalize(Evaluator run, Value target, Arguments arguments)
    {
        var text = run.TextOf(target, arguments.Offset);
        var capitalized = text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();
        return run.Finish(capitalized, arguments.Offset);
    }

    public static Value Title(Evaluator run, Value target, Arguments arguments)
    {
        var text = run.TextOf(target, arguments.Offset);
        var title = new StringBuilder(text.Length);
        var startsWord = true;
        foreach (var c in text)
        {
            title.Append(startsWord ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            startsWord = char.IsWhiteSpace(c) || c is '-' or '(' or '{' or '[' or '<';
        }

        return run.Finish(title.ToString(), arguments.Offset);
    }

    public static Value Trim(Evaluator run, Value target, Arguments arguments)
    {
        var text = run.TextOf(target, arguments.Offset);
        var characters = arguments[0] is null or NullValue ? null : arguments.Text(0, "").ToCharArray();
        return run.Finish(characters is null ? text.Trim() : text.Trim(characters), arguments.Offset);
    }

    public static Value Replace(Evaluator run, Value target, Arguments arguments)
    {
        var text = run.TextOf(target, arguments.Offset);
        var old = arguments.Text(0, "");
        var replacement = arguments.Text(1, "");
        var count = arguments.Whole(2, long.MaxValue);
        if (old.Length == 0)
        {
            return run.Fail(ExpressionErrorCodes.WrongArguments, "there is no text to replace", arguments.Offset);
        }

        var into = new DeferredText(run.Limits.OutputLength);
        var from = 0;
        for (var done = 0L; done < count && !into.IsTooLong; done++)
        {
            var found = text.IndexOf(old, from, StringComparison.Ordinal);
            if (found < 0)
            {
                break;
            }

            into.Append(text.AsSpan(from, found - from));
            into.Append(replacement);
            from = found + old.Length;
        }

        into.Append(text.AsSpan(from));
        return run.Finish(into, arguments.Offset);
    }

    /// <summary>The pieces between separators; without one, the words between white space.</summary>
    public static Value Split(Evaluator run, Value target, Arguments arguments)
    {
        var text = run.TextOf(target, arguments.Offset);
        var most = Math.Clamp(arguments.Whole(1, -1), -1, int.MaxValue - 1);
        var count = most < 0 ? int.MaxValue : (int)most + 1;
        var separator = arguments[0] is null or NullValue ? null : arguments.Text(0, "");
        if (separator is { Length: 0 })
        {
            return run.Fail(ExpressionErrorCodes.WrongArguments, "the separator is empty", arguments.Offset);
        }

        var pieces = separator is null
            ? text.Split((char[]?)null, count, StringSplitOptions.RemoveEmptyEntries)
            : text.Split(separator, count, StringSplitOptions.None);
        return run.Spend(pieces.Length) ? Value.Of(pieces.Select(Value.Of)) : Value.Undefined;
    }

    /// <summary>At most so many characters, at the end of a word, with an end mark; a little more is left as it is.</summary>
    public static Value Truncate(Evaluator run, Value target, Arguments arguments)
    {
        var text = run.TextOf(target, arguments.Offset);
        var end = arguments.Text(2, "...");
        var length = arguments.Whole(0, 255);
        var leeway = arguments.Whole(3, 5);
        var endLength = Characters.Count(end);
        if (length < endLength || leeway < 0 || length > int.MaxValue || leeway > int.MaxValue)
        {
            var message = $"the length must be at least that of the end mark, {endLength}, and the leeway 0 or more";
            return run.Fail(ExpressionErrorCodes.WrongArguments, message, arguments.Offset);
        }

        if (Characters.Count(text) <= length + leeway)
        {
            return run.Finish(text, arguments.Offset);
        }

        var kept = Characters.First(text, (int)length - endLength);
        var wordEnd = arguments.Flag(1) ? -1 : kept.LastIndexOf(' ');
        return run.Finish((wordEnd < 0 ? kept : kept[..wordEnd]) + end, arguments.Offset);
    }

    /// <summary>In the middle of so many characters; 80 when not said.</summary>
    public static Value Center(Evaluator run, Value target, Arguments arguments)
    {
        var text = run.TextOf(target, arguments.Offset);
        var width = Math.Clamp(arguments.Whole(0, 80), 0, run.Limits.OutputLength);
        var lacking = (int)width - Characters.Count(text);
        if (lacking <= 0)
        {
            return run.Finish(text, arguments.Offset);
        }

        // As Python does it: of an odd number of spaces the larger half goes before when the width is odd too.
        var before = (lacking / 2) + (lacking & (int)width & 1);
        return run.Finish(new string(' ', before) + text + new string(' ', lacking - before), arguments.Offset);
    }

    /// <summary>Every line but the first behind so many spaces, or behind a text; blank lines stay blank.</summary>
    public static Value Indent(Evaluator run, Value target, Arguments arguments)
    {
        var lines = run.TextOf(target, arguments.Offset).Split('\n');
        var indentation = arguments[0] is StringValue given
            ? given.Content
            : new string(' ', (int)Math.Clamp(arguments.Whole(0, 4), 0, run.Limits.OutputLength));
        var (first, blank) = (arguments.Flag(1), arguments.Flag(2));
        var into = new DeferredText(run.Limits.OutputLength);
        for (var i = 0; i < lines.Length && run.Spend(1) && !into.IsTooLong; i++)
        {
            into.Append(i == 0 ? "" : "\n");
            into.Append((i > 0 || first) && (blank || lines[i].Length > 0) ? indentation : "");
            into.Append(lines[i]);
        }

        return run.Finish(into, arguments.Offset);
    }

    public static Value WordCount(Evaluator run, Value target, Arguments arguments)
    {
        var text = run.TextOf(target, arguments.Offset);
        var words = 0L;
        for (var i = 0; i < text.Length; i++)
        {
            words += IsWord(text[i]) && (i == 0 || !IsWord(text[i - 1])) ? 1 : 0;
        }

        return Value.Of(words);

        static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
    }

    /// <summary>Text for HTML and XML.</summary>
    public static Value Escape(Evaluator run, Value target, Arguments arguments)
    {
        var escaped = run.TextOf(target, arguments.Offset)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&#34;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal);
        return run.Finish(escaped, arguments.Offset);
    }

    public static Value ToBase64(Evaluator run, Value target, Arguments arguments) =>
        run.Finish(
            Convert.ToBase64String(Encoding.UTF8.GetBytes(run.TextOf(target, arguments.Offset))),
            arguments.Offset
        );

    public static Value FromBase64(Evaluator run, Value target, Arguments arguments)
    {
        var encoded = run.TextOf(target, arguments.Offset);
        var bytes = new byte[encoded.Length];
        try
        {
            return Convert.TryFromBase64String(encoded, bytes, out var length)
                ? run.Finish(StrictUtf8.GetString(bytes, 0, length), arguments.Offset)
                : run.Fail(ExpressionErrorCodes.TypeMismatch, "the text is no base64", arguments.Offset);
        }
        catch (DecoderFallbackException)
        {
            return run.Fail(ExpressionErrorCodes.TypeMismatch, "the base64 holds no UTF-8 text", arguments.Offset);
        }
    }
}
