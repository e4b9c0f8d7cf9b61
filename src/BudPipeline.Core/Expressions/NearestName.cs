namespace BudPipeline.Core.Expressions;

/// <summary>Finds the name that somebody probably meant: the "did you mean" of every message.</summary>
public static class NearestName
{
    private const int LongestCompared = 100;
    private const int ShortestStem = 3;

    /// <summary>The known name that is nearest to the given one; null when none is near enough to be a slip.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What could have been meant; of equally near names the first wins.</param>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LongestCompared)
        {
            return null;
        }

        string? nearest = null;
        var limit = 1 + (name.Length / 4);
        foreach (var candidate in known.Where(c => c != name && c.Length <= LongestCompared))
        {
            var distance = IsStem(name, candidate) ? 1 : Distance(name, candidate);
            if (distance <= limit && distance < Math.Max(name.Length, candidate.Length))
            {
                nearest = candidate;
                limit = distance - 1;
            }
        }

        return nearest;
    }

    /// <summary>Somebody who writes <c>depends</c> left off the end of <c>depends_on</c>: one slip, however long.</summary>
    private static bool IsStem(string name, string candidate) =>
        name.Length >= ShortestStem && candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Letters to insert, delete, replace or swap with their neighbour; case does not count.</summary>
    private static int Distance(string from, string to)
    {
        var beforeLast = new int[to.Length + 1];
        var last = new int[to.Length + 1];
        var current = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = last[j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1);
                current[j] = Math.Min(replaced, 1 + Math.Min(last[j], current[j - 1]));
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[to.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
