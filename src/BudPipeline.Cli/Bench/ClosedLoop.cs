namespace BudPipeline.Cli.Bench;

/// <summary>How fast a number of calls was, in milliseconds where it is a latency.</summary>
internal sealed record LoopFigures(int Count, TimeSpan Elapsed, double P50, double P99)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;
}

/// <summary>Keeps so many calls in flight until so many have ended.</summary>
internal static class ClosedLoop
{
    public static async Task<LoopFigures> RunAsync(int count, int concurrency, Func<Task> call, TimeProvider time)
    {
        var latencies = new double[count];
        var next = -1;
        var began = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(concurrency, count)).Select(_ => LaneAsync()));
        var elapsed = time.GetElapsedTime(began);
        Array.Sort(latencies);
        return new LoopFigures(count, elapsed, Quantile(0.5), Quantile(0.99));

        async Task LaneAsync()
        {
            // Not on the caller's thread: the first calls of all lanes begin together.
            await Task.Yield();
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var start = time.GetTimestamp();
                await call();
                latencies[i] = time.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        double Quantile(double part) => latencies[Math.Min(count - 1, (int)(count * part))];
    }
}
