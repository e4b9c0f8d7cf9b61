using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Hosting;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Watching;

/// <summary>Why a watch gives no more events.</summary>
public enum WatchEnd
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>The execution has ended; its last event was given.</summary>
    Finished,

    /// <summary>There is no such execution.</summary>
    NotFound,

    /// <summary>The reader was too slow, or the node stops. Open another watch after the last number.</summary>
    Overflowed,
}

/// <summary>Opens watches.</summary>
public sealed class ExecutionWatches(
    ActorSystem system,
    IRequiredActor<ExecutionRegion> region,
    IExecutionHistory history,
    EngineOptions options,
    TimeProvider time
)
{
    /// <summary>Every event of an execution with a number above <paramref name="after"/>: past ones, then as they come.</summary>
    public ExecutionWatch Open(string executionId, long after = 0) =>
        new(system, region.ActorRef, history, options, time, executionId, after);
}

/// <summary>
/// One reader of one execution: each event once and in order, across restarts of the execution, until its end. What was
/// before comes from the journal, at the reader's pace. To be enumerated once; read <see cref="End"/> afterwards.
/// </summary>
public sealed class ExecutionWatch : IAsyncEnumerable<WatchedEvent>
{
    private readonly ActorSystem system;
    private readonly IActorRef region;
    private readonly IExecutionHistory history;
    private readonly EngineOptions options;
    private readonly TimeProvider time;
    private readonly string executionId;

    internal ExecutionWatch(
        ActorSystem system,
        IActorRef region,
        IExecutionHistory history,
        EngineOptions options,
        TimeProvider time,
        string executionId,
        long after
    )
    {
        this.system = system;
        this.region = region;
        this.history = history;
        this.options = options;
        this.time = time;
        this.executionId = executionId;
        Last = after;
    }

    /// <summary>The number of the last event that was given.</summary>
    public long Last { get; private set; }

    /// <summary>Why it gave no more.</summary>
    public WatchEnd End { get; private set; }

    /// <inheritdoc/>
    public IAsyncEnumerator<WatchedEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    private async IAsyncEnumerable<WatchedEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<ExecutionProtocol.IExecutionReply>(options.WatchCapacity);
        var actor = system.ActorOf(WatchActor.Props(executionId, region, time, channel.Writer));
        try
        {
            await foreach (var message in channel.Reader.ReadAllAsync(cancellation))
            {
                if (message is ExecutionProtocol.ExecutionNotFound)
                {
                    End = WatchEnd.NotFound;
                    yield break;
                }

                await foreach (var e in NewsAsync(message, cancellation))
                {
                    Last = e.Sequence;
                    yield return e;
                }

                if (IsLast(message))
                {
                    End = WatchEnd.Finished;
                    yield break;
                }
            }

            End = WatchEnd.Overflowed;
        }
        finally
        {
            system.Stop(actor);
        }
    }

    /// <summary>What a message brings that was not given yet; what came between is read from the journal.</summary>
    private async IAsyncEnumerable<WatchedEvent> NewsAsync(
        ExecutionProtocol.IExecutionReply message,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var live = message as ExecutionProtocol.ExecutionEvents;
        var missing = live?.FirstSequenceNr - 1 ?? (message as ExecutionProtocol.WatchStarted)?.UpTo ?? 0;
        if (missing > Last)
        {
            await foreach (var e in history.ReadAsync(executionId, Last, missing, cancellation))
            {
                yield return e;
            }
        }

        for (var i = 0; i < live?.Events.Length; i++)
        {
            if (live.FirstSequenceNr + i > Last)
            {
                yield return new WatchedEvent(live.FirstSequenceNr + i, live.Events[i]);
            }
        }
    }

    private static bool IsLast(ExecutionProtocol.IExecutionReply message) =>
        message switch
        {
            ExecutionProtocol.WatchStarted watching => watching.Ended,
            ExecutionProtocol.ExecutionEvents news => news.Events[^1] is ExecutionFinished,
            _ => false,
        };
}
