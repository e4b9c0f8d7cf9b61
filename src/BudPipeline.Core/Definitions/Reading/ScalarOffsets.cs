using System.Globalization;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>
/// Finds the place in the source of a character in a scalar's value. Folding, indentation and chomping change nothing but
/// white space, so it walks both texts by their other characters, undoing escapes on the way.
/// </summary>
internal static class ScalarOffsets
{
    // The walk begins anew for each diagnostic; beyond this it is told of at the text's start.
    private const int FarthestOffset = 100_000;

    /// <summary>The index in the source; the scalar's start where the walk loses its way.</summary>
    public static int IndexOf(SourceText source, SourceScalar scalar, int offset)
    {
        if (offset > FarthestOffset)
        {
            return scalar.Start;
        }

        var target = Math.Clamp(offset, 0, scalar.Raw.Length);
        var index = ContentStart(source, scalar);
        var seen = 0;
        while (true)
        {
            // Both skip the white space that folding may have changed; a target inside it is its end.
            while (seen < scalar.Raw.Length && char.IsWhiteSpace(scalar.Raw[seen]))
            {
                seen++;
            }

            var (character, next) = Decode(source, scalar.Style, index);
            while (index < scalar.End && (character is null || char.IsWhiteSpace(character.Value)))
            {
                index = next;
                (character, next) = Decode(source, scalar.Style, index);
            }

            if (seen >= target || index >= scalar.End)
            {
                return Math.Min(index, Math.Max(scalar.Start, scalar.End));
            }

            if (character != scalar.Raw[seen])
            {
                return scalar.Start;
            }

            index = next;
            seen++;
        }
    }

    private static int ContentStart(SourceText source, SourceScalar scalar)
    {
        if (scalar.Style == ScalarStyle.Plain)
        {
            return scalar.Start;
        }

        if (scalar.Style != ScalarStyle.Block)
        {
            return scalar.Start + 1;
        }

        var header = source.Content.AsSpan(scalar.Start).IndexOfAny('\r', '\n');
        return header < 0 ? scalar.Start : scalar.Start + header;
    }

    /// <summary>The character that the source spells at an index, null when it spells none, and the index behind it.</summary>
    private static (char? Character, int Next) Decode(SourceText source, ScalarStyle style, int index)
    {
        var c = source.At(index);
        if (style == ScalarStyle.SingleQuoted && c == '\'')
        {
            return ('\'', index + 2);
        }

        return style == ScalarStyle.DoubleQuoted && c == '\\' ? DecodeEscape(source, index) : (c, index + 1);
    }

    private static (char? Character, int Next) DecodeEscape(SourceText source, int index)
    {
        var letter = source.At(index + 1);
        var digits = letter switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if (digits == 0)
        {
            return (Unescape(letter), index + 2);
        }

        var end = Math.Min(index + 2 + digits, source.Content.Length);
        var hex = source.Content.AsSpan(index + 2, Math.Max(0, end - index - 2));
        return int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? ((char)(code & 0xFFFF), end)
            : (null, end);
    }

    private static char? Unescape(char letter) =>
        letter switch
        {
            '\r' or '\n' => null,
            '0' => '\0',
            'a' => '\a',
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            'e' => '\u001b',
            'N' => '\u0085',
            '_' => '\u00a0',
            'L' => '\u2028',
            'P' => '\u2029',
            _ => letter,
        };
}
