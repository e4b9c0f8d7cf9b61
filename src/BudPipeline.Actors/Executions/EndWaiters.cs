using Akka.Actor;
using BudPipeline.Core.Executions;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Executions;

/// <summary>Who waits for an execution's end. One that does not ask again in time has gone.</summary>
internal sealed class EndWaiters(TimeProvider time, IActorRef execution)
{
    private readonly List<(IActorRef Who, long Since)> waiters = [];

    public bool IsEmpty => waiters.Count == 0;

    public void Add(IActorRef who)
    {
        waiters.RemoveAll(waiter => time.GetElapsedTime(waiter.Since) > AwaitEnd.Renewal);
        waiters.Add((who, time.GetTimestamp()));
    }

    public void Tell(ExecutionState after)
    {
        if (!IsEmpty && after.Status.IsTerminal())
        {
            Answer(new ExecutionSnapshot(after, after.Version));
        }
    }

    /// <summary>It leaves memory: they are to ask again.</summary>
    public void TurnAway(string executionId) => Answer(new ExecutionBusy(executionId));

    private void Answer(IExecutionReply reply)
    {
        foreach (var (who, _) in waiters)
        {
            who.Tell(reply, execution);
        }

        waiters.Clear();
    }
}
