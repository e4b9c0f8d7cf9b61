using BudPipeline.Cli.Bench.Finished;
using BudPipeline.Cli.Bench.Processes;

namespace BudPipeline.Cli.Bench;

/// <summary>All there are.</summary>
internal static class Benchmarks
{
    public static IReadOnlyList<IBenchmark> All(TimeProvider time) =>
        [
            .. Workload.All.Select(workload => new ClosedLoopBenchmark(workload, time)),
            new RecoverBenchmark(time),
            new IdleBenchmark(time),
            new FinishedBenchmark(time),
        ];
}
