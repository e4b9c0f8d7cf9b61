using System.Threading.Channels;
using Akka.Actor;
using BudPipeline.Actors.Executions;

namespace BudPipeline.Actors.Watching;

/// <summary>Stands for one reader: subscribes to the execution, again whenever it has gone, and fills the reader's channel.</summary>
internal sealed class WatchActor : UntypedActor
{
    private static readonly TimeSpan SubscribeAgainAfter = TimeSpan.FromSeconds(1);
    private readonly string executionId;
    private readonly IActorRef region;
    private readonly ChannelWriter<ExecutionProtocol.IExecutionReply> reader;
    private readonly Alarm again;

    public WatchActor(
        string executionId,
        IActorRef region,
        TimeProvider time,
        ChannelWriter<ExecutionProtocol.IExecutionReply> reader
    )
    {
        this.executionId = executionId;
        this.region = region;
        this.reader = reader;
        again = new Alarm(time, Self, Tick.Again);
    }

    private enum Tick
    {
        Again,
    }

    public static Props Props(
        string executionId,
        IActorRef region,
        TimeProvider time,
        ChannelWriter<ExecutionProtocol.IExecutionReply> reader
    ) => Produced<WatchActor>.By(() => new WatchActor(executionId, region, time, reader));

    protected override void PreStart() => Subscribe();

    protected override void PostStop()
    {
        again.Dispose();
        reader.TryComplete();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ExecutionProtocol.WatchStarted watching:
                again.Clear();
                Context.Watch(Sender);
                Pass(watching);
                break;
            case ExecutionProtocol.ExecutionEvents or ExecutionProtocol.ExecutionNotFound:
                Pass((ExecutionProtocol.IExecutionReply)message);
                break;
            case ExecutionProtocol.ExecutionBusy:
                // The alarm is set: it subscribes again.
                break;
            case Terminated:
                again.Set(SubscribeAgainAfter);
                break;
            case Tick.Again when again.HasRung():
                Subscribe();
                break;
            case Tick:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Subscribe()
    {
        region.Tell(new ExecutionProtocol.WatchExecution(executionId, Self), Self);
        again.Set(SubscribeAgainAfter);
    }

    private void Pass(ExecutionProtocol.IExecutionReply reply)
    {
        if (!reader.TryWrite(reply))
        {
            // The reader is too slow: it gets what is in the channel and learns that this was not all.
            Context.Stop(Self);
        }
    }
}
