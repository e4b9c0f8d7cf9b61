using System.Text.RegularExpressions;

namespace BudPipeline.Cli.Terminal;

/// <summary>Foreign text made safe for a terminal: a command's colours and cursor moves must not tear the drawing apart.</summary>
internal static partial class TerminalText
{
    private const int MatchMilliseconds = 100;

    /// <summary>The text without escape sequences, every other control character a space.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        return string.Concat(EscapeSequence().Replace(text, "").Select(c => char.IsControl(c) ? ' ' : c));
    }

    /// <summary>The first line of it, made safe.</summary>
    public static string FirstLine(string text) => Clean(text.Split('\n', 2)[0]);

    [GeneratedRegex(
        @"\x1B(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(\x07|\x1B\\)?|.)",
        RegexOptions.ExplicitCapture,
        MatchMilliseconds
    )]
    private static partial Regex EscapeSequence();
}
