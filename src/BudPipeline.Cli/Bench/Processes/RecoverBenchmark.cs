namespace BudPipeline.Cli.Bench.Processes;

/// <summary>
/// Kills the only node while executions wait in a delay, with one more step to come, and starts it again. Most of the
/// delays end long after that; those of some end while no node is there, and their next step is due when it is back.
/// </summary>
internal sealed class RecoverBenchmark(TimeProvider time) : IBenchmark
{
    private const int DefaultCount = 10_000;
    private const int DefaultConcurrency = 256;
    private const int OneInSoManyIsOverdue = 10;

    // Executions that wait for longer than two minutes would leave memory, and nothing of them would have to come back.
    private const double LongestWait = 110;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Dictionary<string, string> NoSettings = [];

    public string Name => "recover";

    public async Task<IBenchReport> RunAsync(BenchOrder order, BenchPlace place, CancellationToken cancellation)
    {
        var count = order.Count ?? DefaultCount;
        var overdue = (count + OneInSoManyIsOverdue - 1) / OneInSoManyIsOverdue;
        var (longWait, shortWait) = Waits(count);
        var executions = new DelayedExecutions(order.Concurrency ?? DefaultConcurrency, time, cancellation);

        long endedBefore;
        await using (var doomed = await ServeProcess.StartAsync(place, NoSettings, time, cancellation))
        {
            await executions.StartAsync(doomed.Client, count - overdue, longWait);
            await executions.StartAsync(doomed.Client, overdue, shortWait);
            endedBefore = await executions.CountAsync(doomed.Client, "completed");
            await doomed.KillAsync();
        }

        // The last of the short delays ends without a node.
        await Task.Delay(shortWait, time, cancellation);

        await using var node = await ServeProcess.StartAsync(place, NoSettings, time, cancellation);
        await executions.EndAsync(node.Client, overdue, Patience);
        var overdueDone = node.Age;
        var resumed = await node.Resumed.WaitAsync(Patience, time, cancellation);
        var underWay = resumed.After > overdueDone ? resumed.After : overdueDone;
        var moment = time.GetUtcNow();
        var processor = node.Processor;
        if (resumed.Count != count - endedBefore)
        {
            throw new VerbFailure(
                ExitCodes.Failed,
                $"{resumed.Count} executions were resumed, {count - endedBefore} had not ended"
            );
        }

        await executions.EndAsync(node.Client, count, longWait + Patience);
        var late = await executions.LatenessAsync(node.Client, moment);
        return new RecoverReport
        {
            Database = place.Database,
            Count = count,
            Overdue = overdue - (int)endedBefore,
            ReadyS = Seconds(node.Ready),
            ResumedS = Seconds(underWay - node.Ready),
            OverdueS = Seconds(overdueDone - node.Ready),
            CpuS = Seconds(processor),
            LateP50Ms = late.Length == 0 ? 0 : Math.Round(late[late.Length / 2], 1),
            LateMaxMs = late.Length == 0 ? 0 : Math.Round(late[^1], 1),
        };
    }

    /// <summary>Long enough for a slow machine to be back before, short enough to be waited for.</summary>
    private static (TimeSpan Long, TimeSpan Short) Waits(int count) =>
        (TimeSpan.FromSeconds(Math.Min(8 + (count / 500.0), LongestWait)), TimeSpan.FromSeconds(1 + (count / 2500.0)));

    private static double Seconds(TimeSpan span) => Math.Round(Math.Max(0, span.TotalSeconds), 2);
}
