using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Watching;

/// <summary>An event and its number in the journal, from 1.</summary>
public readonly record struct WatchedEvent(long Sequence, ExecutionEvent Event);

/// <summary>Reads what an execution has written, without waking it.</summary>
public interface IExecutionHistory
{
    /// <summary>Events with <paramref name="after"/> &lt; number ≤ <paramref name="upTo"/>, in order.</summary>
    IAsyncEnumerable<WatchedEvent> ReadAsync(string executionId, long after, long upTo, CancellationToken cancellation);
}
