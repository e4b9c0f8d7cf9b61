namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// What stands in for chance here: spread over steps and attempts, and the same whenever it is asked.
/// </summary>
internal static class JitterSeed
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>From 0 up to 1, by FNV-1a over the attempt's names.</summary>
    public static double Chance(string executionId, int ordinal, int attempt)
    {
        var hash = Basis;
        foreach (var c in executionId)
        {
            hash = unchecked((hash ^ c) * Prime);
        }

        hash = unchecked((hash ^ (uint)ordinal) * Prime);
        hash = unchecked((hash ^ (uint)attempt) * Prime);
        // The upper bits are the well-mixed ones only after another round.
        hash ^= hash >> 32;
        return (unchecked(hash * Prime) >> 11) / (double)(1UL << 53);
    }
}
