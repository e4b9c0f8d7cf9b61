using BenchmarkDotNet.Attributes;
using BudPipeline.Core.Executions;

namespace BudPipeline.Benchmarks;

/// <summary>What the core does with a batch: all outcomes of a fan-out at once.</summary>
[MemoryDiagnoser]
public class Executions
{
    private FanOut fanOut = null!;

    [Params(1, 100)]
    public int Branches { get; set; }

    [GlobalSetup]
    public void SetUp() => fanOut = new FanOut(Branches);

    [Benchmark]
    public object DecideOutcomes() => ExecutionDecider.DecideTogether(fanOut.Running, fanOut.AllDone, FanOut.Now);

    [Benchmark]
    public object EvolveOutcomes() => ExecutionEvolution.Evolve(fanOut.Running, fanOut.LastEvents);

    [Benchmark]
    public object EvolveHistory() => ExecutionEvolution.Evolve(fanOut.Initial, fanOut.History);
}
