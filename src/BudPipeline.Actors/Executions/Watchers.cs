using System.Collections.Immutable;
using Akka.Actor;
using BudPipeline.Core.Executions;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Executions;

/// <summary>Who is told of an execution's events as they are written.</summary>
internal sealed class Watchers(IActorRef execution)
{
    private readonly HashSet<IActorRef> watchers = [];

    public bool IsEmpty => watchers.Count == 0;

    public void Tell(ExecutionState after, ImmutableArray<ExecutionEvent> events)
    {
        if (IsEmpty || events.IsEmpty)
        {
            return;
        }

        var news = new ExecutionEvents(after.ExecutionId, after.Version - events.Length + 1, events);
        foreach (var watcher in watchers)
        {
            watcher.Tell(news, execution);
        }
    }

    public void Add(IActorRef watcher, ExecutionState state)
    {
        watchers.Add(watcher);
        watcher.Tell(new WatchStarted(state.ExecutionId, state.Version, state.Status.IsTerminal()), execution);
    }

    public void Remove(IActorRef watcher) => watchers.Remove(watcher);
}
