using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.Regions;
using BudPipeline.Actors.Tests.House;
using BudPipeline.Actors.Wire;
using BudPipeline.Core.Executions;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Executions;

public sealed class StopSpecs : TestKit
{
    private static readonly TimeSpan Patience = Arrivals<int>.Patience;
    private static readonly TestDisk Disk = new();

    public StopSpecs()
        : base(
            Akka.Actor.Setup.ActorSystemSetup.Create(
                BootstrapSetup
                    .Create()
                    .WithConfig(
                        ConfigurationFactory
                            .ParseString(TestJournal.Hocon)
                            .WithFallback(ExecutionEventSerializer.Hocon)
                            .WithFallback("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
                            .WithFallback(DefaultConfig)
                    ),
                Disk.Journal
            )
        ) { }

    [Fact]
    public async Task A_stop_finishes_the_write_hands_back_what_waits_and_asks_to_be_woken()
    {
        var region = CreateTestProbe();
        var plan = TestPlans.Chain(1);
        Disk.Plans.Store(plan);
        var room = new ExecutionRoom(
            TestHouse.Options(),
            TimeProvider.System,
            Disk.Plans,
            Disk.Directory,
            region,
            Steps: CreateTestProbe(),
            WakeUps: CreateTestProbe(),
            Reviver: CreateTestProbe(),
            RegionProtocol.Passivate.Instance
        );
        var execution = Sys.ActorOf(ExecutionActor.Props("stopped", room));
        await WatchAsync(execution);
        var gate = WriteGate.Close(Disk.Journal);
        execution.Tell(TestPlans.Start("stopped", plan));
        var write = await gate.NextAsync();
        var cancel = new SubmitCommand("stopped", new CancelExecution(null, null));
        execution.Tell(cancel);
        execution.Tell(Stop.Instance);
        execution.Tell(new GetExecution("stopped"));
        write.Let();

        await ExpectMsgAsync<ExecutionAccepted>(Patience);
        await region.ExpectMsgAsync(cancel, Patience);
        Assert.Equal(TestActor, region.LastSender);
        await region.ExpectMsgAsync<GetExecution>(Patience);
        await region.ExpectMsgAsync<WakeExecution>(Patience);
        await ExpectTerminatedAsync(execution, Patience);
        Assert.Single(Disk.Journal.Writes);
    }
}
