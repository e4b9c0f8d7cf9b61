using System.Globalization;
using System.Text;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>Text between quotes, with its escapes.</summary>
internal static class QuotedText
{
    /// <summary>What stands for the text between the quotes; an escape that means nothing stays as it is.</summary>
    public static string Decode(ReadOnlySpan<char> written)
    {
        if (!written.Contains('\\'))
        {
            return written.ToString();
        }

        var decoded = new StringBuilder(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] != '\\' || i + 1 == written.Length)
            {
                decoded.Append(written[i]);
                continue;
            }

            i++;
            switch (written[i])
            {
                case 'n':
                    decoded.Append('\n');
                    break;
                case 'r':
                    decoded.Append('\r');
                    break;
                case 't':
                    decoded.Append('\t');
                    break;
                case '\\' or '\'' or '"':
                    decoded.Append(written[i]);
                    break;
                case 'x' when TryHex(written, i + 1, 2, out var code):
                    decoded.Append(code);
                    i += 2;
                    break;
                case 'u' when TryHex(written, i + 1, 4, out var code):
                    decoded.Append(code);
                    i += 4;
                    break;
                default:
                    decoded.Append('\\').Append(written[i]);
                    break;
            }
        }

        return decoded.ToString();
    }

    /// <summary>Appends the text in quotes, as Python prints it: single quotes unless it holds some and no double ones.</summary>
    public static void Encode(string text, StringBuilder into)
    {
        var quote =
            text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        into.Append(quote);
        foreach (var c in text)
        {
            switch (c)
            {
                case '\n':
                    into.Append("\\n");
                    break;
                case '\r':
                    into.Append("\\r");
                    break;
                case '\t':
                    into.Append("\\t");
                    break;
                case '\\':
                    into.Append("\\\\");
                    break;
                case < ' ' or '\x7f':
                    into.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
                    break;
                default:
                    if (c == quote)
                    {
                        into.Append('\\');
                    }

                    into.Append(c);
                    break;
            }
        }

        into.Append(quote);
    }

    private static bool TryHex(ReadOnlySpan<char> written, int from, int length, out char code)
    {
        code = default;
        if (from + length > written.Length)
        {
            return false;
        }

        var isHex = ushort.TryParse(
            written.Slice(from, length),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var number
        );
        code = (char)number;
        return isHex;
    }
}
