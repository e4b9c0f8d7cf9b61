namespace BudPipeline.Cli.Bench.Processes;

/// <summary>What a node costs that has nothing to do.</summary>
internal sealed class IdleBenchmark(TimeProvider time) : IBenchmark
{
    private const double BytesOfAMegabyte = 1 << 20;

    public string Name => "idle";

    public async Task<IBenchReport> RunAsync(BenchOrder order, BenchPlace place, CancellationToken cancellation)
    {
        IQueryCount queries = place.Postgres is { } postgres
            ? new PostgresQueryCount(postgres, time)
            : new SqliteQueryCount(place.Folder);
        await using var node = await ServeProcess.StartAsync(place, queries.Environment, time, cancellation);

        // What its start asked is not counted.
        await Task.Delay(queries.Lag, time, cancellation);
        var (queriesBefore, processorBefore, began) = (
            await queries.ReadAsync(cancellation),
            node.Processor,
            time.GetTimestamp()
        );
        await Task.Delay(order.Span, time, cancellation);
        var asked = await queries.ReadAsync(cancellation) - queriesBefore;
        var elapsed = time.GetElapsedTime(began).TotalSeconds;
        return new IdleReport
        {
            Database = place.Database,
            Seconds = Math.Round(elapsed, 1),
            Queries = asked,
            QueriesPerS = Math.Round(asked / elapsed, 3),
            CpuS = Math.Round((node.Processor - processorBefore).TotalSeconds, 2),
            MemoryMb = Math.Round(node.ResidentBytes / BytesOfAMegabyte, 1),
        };
    }
}
