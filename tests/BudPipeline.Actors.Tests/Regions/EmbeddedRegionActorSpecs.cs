using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using BudPipeline.Actors.Regions;
using BudPipeline.Actors.Tests.House;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Regions;

public sealed class EmbeddedRegionActorSpecs : TestKit
{
    private static readonly TimeSpan Patience = Arrivals<int>.Patience;
    private readonly TestProbe entities;
    private readonly IActorRef region;

    public EmbeddedRegionActorSpecs()
        : base("akka.loglevel = OFF, akka.stdout-loglevel = OFF")
    {
        entities = CreateTestProbe();
        region = Sys.ActorOf(
            EmbeddedRegionActor.Props(_ => Props.Create(() => new Entity(entities)), bufferCapacity: 2)
        );
    }

    [Fact]
    public void Messages_of_one_id_go_to_one_execution()
    {
        region.Tell(new GetExecution("a/ä"));
        region.Tell(new GetExecution("b"));
        region.Tell(new WakeExecution("a/ä"));
        var seen = Seen(3);
        Assert.Equal(2, seen.Select(s => s.Actor).Distinct().Count());
        Assert.Single(seen.Where(s => s.Message is not GetExecution("b")).Select(s => s.Actor).Distinct());
    }

    [Fact]
    public void What_comes_while_an_execution_leaves_waits_and_brings_it_back()
    {
        region.Tell(new GetExecution("a"));
        var first = Seen(1)[0].Actor;
        first.Tell("leave");
        Assert.IsType<Stop>(Seen(1)[0].Message);
        region.Tell(new GetExecution("a"));
        region.Tell(new WakeExecution("a"));
        first.Tell("end");

        var seen = Seen(2);
        Assert.IsType<GetExecution>(seen[0].Message);
        Assert.IsType<WakeExecution>(seen[1].Message);
        Assert.All(seen, s => Assert.NotEqual(first, s.Actor));
    }

    [Fact]
    public void What_does_not_fit_while_an_execution_leaves_is_answered_busy()
    {
        region.Tell(new GetExecution("a"));
        var first = Seen(1)[0].Actor;
        first.Tell("leave");
        Seen(1);
        region.Tell(new GetExecution("a"));
        region.Tell(new GetExecution("a"));
        region.Tell(new GetExecution("a"));
        ExpectMsg<ExecutionBusy>(Patience);
        first.Tell("end");
        Assert.Equal(2, Seen(2).Count);
    }

    [Fact]
    public void An_execution_that_crashed_is_created_by_the_next_message()
    {
        region.Tell(new GetExecution("a"));
        var first = Seen(1)[0].Actor;
        Watch(first);
        first.Tell("crash");
        ExpectTerminated(first, Patience);
        // The region learns of the end after its watchers did.
        AwaitAssert(
            () =>
            {
                region.Tell(new GetExecution("a"));
                Assert.NotEqual(first, entities.ExpectMsg<Seeing>(TimeSpan.FromMilliseconds(500)).Actor);
            },
            Patience
        );
    }

    [Fact]
    public void A_drained_region_stops_every_execution_refuses_what_comes_and_ends()
    {
        region.Tell(new GetExecution("a"));
        region.Tell(new GetExecution("b"));
        var actors = Seen(2).Select(s => s.Actor).ToArray();
        Watch(region);
        region.Tell(RegionProtocol.Drain.Instance);
        Assert.All(Seen(2), s => Assert.IsType<Stop>(s.Message));
        region.Tell(new GetExecution("c"));
        ExpectMsg<ExecutionBusy>(Patience);
        foreach (var actor in actors)
        {
            actor.Tell("end");
        }

        ExpectTerminated(region, Patience);
    }

    private List<Seeing> Seen(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => entities.ExpectMsg<Seeing>(Patience))];

    private sealed record Seeing(IActorRef Actor, object Message);

    private sealed class Entity(IActorRef witness) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case "leave":
                    Context.Parent.Tell(RegionProtocol.Passivate.Instance);
                    break;
                case "end":
                    Context.Stop(Self);
                    break;
                case "crash":
                    throw new InvalidOperationException("crash");
                default:
                    witness.Tell(new Seeing(Self, message));
                    break;
            }
        }
    }
}
