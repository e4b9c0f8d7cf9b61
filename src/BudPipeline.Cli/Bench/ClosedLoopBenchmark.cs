namespace BudPipeline.Cli.Bench;

/// <summary>Runs a workload on a node of this process, so many at a time.</summary>
internal sealed class ClosedLoopBenchmark(Workload workload, TimeProvider time) : IBenchmark
{
    public string Name => workload.Name;

    public async Task<IBenchReport> RunAsync(BenchOrder order, BenchPlace place, CancellationToken cancellation)
    {
        var load = new Load(
            workload,
            order.Count ?? workload.Count,
            workload.OneAtATime ? 1 : order.Concurrency ?? workload.Concurrency,
            order.ViaHttp
        );
        await using var node = await place.StartNodeAsync(workload.Steps, time, cancellation);
        return await new ClosedLoopRun(load, node, place.Database, time).RunAsync(cancellation);
    }
}
