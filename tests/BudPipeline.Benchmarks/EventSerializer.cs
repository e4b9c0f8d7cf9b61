using Akka.Actor;
using BenchmarkDotNet.Attributes;
using BudPipeline.Actors.Wire;
using BudPipeline.Core.Executions;

namespace BudPipeline.Benchmarks;

/// <summary>Events to bytes and back.</summary>
[MemoryDiagnoser]
public class EventSerializer
{
    private ActorSystem system = null!;
    private ExecutionEventSerializer serializer = null!;
    private ExecutionEvent e = null!;
    private byte[] bytes = [];
    private string manifest = "";

    /// <summary>How many steps the event speaks of.</summary>
    [Params(1, 100)]
    public int Steps { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        system = ActorSystem.Create("benchmark");
        serializer = new ExecutionEventSerializer((ExtendedActorSystem)system);
        e = new FanOut(Steps).LastEvents.OfType<StepsFinished>().Single();
        bytes = serializer.ToBinary(e);
        manifest = serializer.Manifest(e);
    }

    [GlobalCleanup]
    public Task CleanUpAsync() => system.Terminate();

    [Benchmark]
    public byte[] Write() => serializer.ToBinary(e);

    [Benchmark]
    public object Read() => serializer.FromBinary(bytes, manifest);
}
