using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>The filter <c>regex_replace</c>. Its engine does not backtrack, so a pattern costs no more than its text is long.</summary>
internal static class RegexFilter
{
    private const int StepsToCompile = 200;
    private const int CharactersAStep = 8;

    public static Value Replace(Evaluator run, Value target, Arguments arguments)
    {
        var text = run.TextOf(target, arguments.Offset);
        var pattern = arguments.Text(0, "");
        var replacement = OwnReplacement(arguments.Text(1, ""));
        var count = arguments.Whole(3, 0);
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        options |= arguments.Flag(2) ? RegexOptions.IgnoreCase : RegexOptions.None;
        if (!run.Spend(StepsToCompile + pattern.Length + (text.Length / CharactersAStep)))
        {
            return Value.Undefined;
        }

        try
        {
            var regex = new Regex(pattern, options, run.Limits.RegexTime);
            var most = count is <= 0 or > int.MaxValue ? -1 : (int)count;
            var into = new DeferredText(run.Limits.OutputLength);
            var from = 0;
            for (
                var match = regex.Match(text);
                match.Success && most != 0 && !into.IsTooLong;
                match = match.NextMatch()
            )
            {
                into.Append(text.AsSpan(from, match.Index - from));
                into.Append(match.Result(replacement));
                from = match.Index + match.Length;
                most--;
            }

            into.Append(text.AsSpan(from));
            return run.Finish(into, arguments.Offset);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            var message = $"the pattern '{pattern}' cannot be used: {wrong.Message}";
            return run.Fail(ExpressionErrorCodes.WrongArguments, message, arguments.Offset);
        }
        catch (RegexMatchTimeoutException)
        {
            var message = $"the pattern '{pattern}' takes longer than {run.Limits.RegexTime.TotalSeconds} s";
            return run.Fail(ExpressionErrorCodes.RegexTimeout, message, arguments.Offset);
        }
    }

    /// <summary>Python's <c>\1</c> and <c>\g&lt;name&gt;</c> in the words of this platform, where a dollar is special.</summary>
    private static string OwnReplacement(string python)
    {
        var own = new StringBuilder(python.Length);
        for (var i = 0; i < python.Length; i++)
        {
            var next = i + 1 < python.Length ? python[i + 1] : '\0';
            var nameEnd = python.IndexOf('>', i);
            if (python[i] == '\\' && char.IsAsciiDigit(next))
            {
                own.Append(CultureInfo.InvariantCulture, $"${{{next}}}");
                i++;
            }
            else if (python[i] == '\\' && next == 'g' && nameEnd > i + 3 && python[i + 2] == '<')
            {
                own.Append(CultureInfo.InvariantCulture, $"${{{python.AsSpan(i + 3, nameEnd - i - 3)}}}");
                i = nameEnd;
            }
            else if (python[i] == '\\' && next == '\\')
            {
                own.Append('\\');
                i++;
            }
            else
            {
                own.Append(python[i] == '$' ? "$$" : python[i].ToString());
            }
        }

        return own.ToString();
    }
}
