using System.Text;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>Text as people and Python count it: a character beyond the basic plane is one, not two.</summary>
internal static class Characters
{
    /// <summary>How many there are.</summary>
    public static int Count(string text)
    {
        var pairs = 0;
        for (var i = 1; i < text.Length; i++)
        {
            pairs += char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    /// <summary>Each as a text of its own.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var characters = new List<string>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            characters.Add(text.Substring(i, isPair ? 2 : 1));
            i += isPair ? 1 : 0;
        }

        return characters;
    }

    /// <summary>The first so many, all of them if there are fewer.</summary>
    public static string First(string text, int count)
    {
        var end = 0;
        for (var i = 0; i < count && end < text.Length; i++)
        {
            end += end + 1 < text.Length && char.IsSurrogatePair(text[end], text[end + 1]) ? 2 : 1;
        }

        return text[..end];
    }

    /// <summary>The text with half a pair replaced by the sign for what cannot be shown.</summary>
    public static string Whole(string text) =>
        text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? string.Concat(text.EnumerateRunes()) : text;

    /// <summary>Backwards, pairs kept.</summary>
    public static string Reverse(string text)
    {
        var reversed = new StringBuilder(text.Length);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (i > 0 && char.IsSurrogatePair(text[i - 1], text[i]))
            {
                reversed.Append(text[i - 1]).Append(text[i]);
                i--;
            }
            else
            {
                reversed.Append(text[i]);
            }
        }

        return reversed.ToString();
    }
}
