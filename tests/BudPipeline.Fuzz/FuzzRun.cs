namespace BudPipeline.Fuzz;

/// <summary>A text that broke a target.</summary>
internal sealed record BrokenBy(string Text, Exception Fault);

/// <summary>What a run came to.</summary>
internal sealed record FuzzVerdict(long Runs, int Kept, int Edges, BrokenBy? Broken);

/// <summary>
/// Mutates texts that are known and keeps those that take a way through the code which none before has taken, or take it
/// much more often.
/// </summary>
internal sealed class FuzzRun(FuzzTarget target, Random random, TimeProvider time)
{
    private const int RunsALook = 64;

    private readonly byte[] reached = new byte[Instrumentation.Size];
    private readonly List<string> kept = [];
    private long runs;

    public FuzzVerdict Go(TimeSpan span)
    {
        var mutation = new TextMutation(random, target.Words);
        foreach (var text in target.Corpus)
        {
            if (Try(text) is { } broken)
            {
                return Verdict(broken);
            }
        }

        var start = time.GetTimestamp();
        while (runs % RunsALook != 0 || time.GetElapsedTime(start) < span)
        {
            var text = mutation.Of(kept[random.Next(kept.Count)], kept[random.Next(kept.Count)]);
            if (Try(text) is { } broken)
            {
                return Verdict(broken);
            }
        }

        return Verdict(null);
    }

    private FuzzVerdict Verdict(BrokenBy? broken) => new(runs, kept.Count, reached.Count(edge => edge != 0), broken);

    private BrokenBy? Try(string text)
    {
        runs++;
        Instrumentation.Reset();
        try
        {
            target.Run(text);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return new BrokenBy(text, fault);
        }

        if (IsNew(Instrumentation.Counters) || kept.Count == 0)
        {
            kept.Add(text);
        }

        return null;
    }

    /// <summary>Whether an edge was reached that never was, or twice as often as ever.</summary>
    private bool IsNew(ReadOnlySpan<byte> counters)
    {
        var isNew = false;
        for (var i = 0; i < counters.Length; i++)
        {
            var often = (byte)(counters[i] == 0 ? 0 : 1 << int.Log2(counters[i]));
            if ((reached[i] | often) != reached[i])
            {
                reached[i] |= often;
                isNew = true;
            }
        }

        return isNew;
    }
}
