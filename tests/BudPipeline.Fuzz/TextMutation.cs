namespace BudPipeline.Fuzz;

/// <summary>Makes a text out of others: cuts, repeats, swaps, joins, and puts in words that mean something.</summary>
internal sealed class TextMutation(Random random, IReadOnlyList<string> words)
{
    private const int Longest = 20_000;

    public string Of(string text, string other)
    {
        for (var left = 1 << random.Next(5); left > 0; left--)
        {
            text = Once(text, other);
        }

        return text.Length <= Longest ? text : text[..Longest];
    }

    private string Once(string text, string other)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(1 << random.Next(6), text.Length - at);
        return random.Next(8) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, text.Substring(at, length)),
            2 => text[..at] + other[random.Next(other.Length + 1)..],
            3 => text.Insert(at, ((char)random.Next(32, 127)).ToString()),
            4 => text.Insert(at, ((char)random.Next(0, 65536)).ToString()),
            5 when at < text.Length => text[..at] + (char)(text[at] ^ (1 << random.Next(7))) + text[(at + 1)..],
            6 => text.Insert(at, string.Concat(Enumerable.Repeat(text.Substring(at, length), random.Next(1, 40)))),
            _ => text.Insert(at, words[random.Next(words.Count)]),
        };
    }
}
