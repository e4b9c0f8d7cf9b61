namespace BudPipeline.Actors;

/// <summary>Waits that double.</summary>
/// <param name="First">The first wait.</param>
/// <param name="Longest">No wait is longer.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    private const int MostDoublings = 30;

    /// <summary>The wait after this many failures.</summary>
    /// <param name="failures">At least 1.</param>
    public TimeSpan After(int failures)
    {
        var wait = First * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        return wait < Longest ? wait : Longest;
    }
}
