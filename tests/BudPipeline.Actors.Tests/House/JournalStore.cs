using System.Collections.Immutable;
using Akka.Actor.Setup;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.Watching;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Tests.House;

/// <summary>One write as the journal saw it.</summary>
internal sealed record Write(string PersistenceId, ImmutableArray<ExecutionEvent> Events);

/// <summary>
/// What the test journal keeps; it outlives actor systems. A test may hold or fail writes through <see cref="OnWrite"/>,
/// and reads through <see cref="OnRead"/>.
/// </summary>
internal sealed class JournalStore : Setup, IExecutionHistory
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<ExecutionEvent>> events = [];
    private readonly List<Write> writes = [];

    /// <summary>Numbers that a recovery does not find.</summary>
    public HashSet<long> Lost { get; } = [];

    /// <summary>Runs before a write; what it throws fails the write.</summary>
    public Func<Write, Task> OnWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before a recovery; what it throws fails it.</summary>
    public Action<string> OnRead { get; set; } = _ => { };

    /// <summary>Runs after a write, as the projections of the real journal do.</summary>
    public Action<string> Written { get; set; } = _ => { };

    public ImmutableArray<Write> Writes
    {
        get
        {
            lock (gate)
            {
                return [.. writes];
            }
        }
    }

    public ImmutableArray<string> ExecutionIds
    {
        get
        {
            lock (gate)
            {
                return
                [
                    .. events
                        .Keys.Select(key => ExecutionPersistenceId.TryParse(key, out var id) ? id : "?")
                        .Order(StringComparer.Ordinal),
                ];
            }
        }
    }

    public ImmutableArray<ExecutionEvent> Of(string executionId) => Rows(ExecutionPersistenceId.Of(executionId));

    public ImmutableArray<ExecutionEvent> Rows(string persistenceId)
    {
        lock (gate)
        {
            return [.. events.GetValueOrDefault(persistenceId) ?? []];
        }
    }

    public async Task WriteAsync(Write write)
    {
        await OnWrite(write);
        lock (gate)
        {
            writes.Add(write);
            if (!events.TryGetValue(write.PersistenceId, out var rows))
            {
                events.Add(write.PersistenceId, rows = []);
            }

            rows.AddRange(write.Events);
        }

        Written(write.PersistenceId);
    }

    public async IAsyncEnumerable<WatchedEvent> ReadAsync(
        string executionId,
        long after,
        long upTo,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await Task.Yield();
        var rows = Of(executionId);
        for (var sequence = after + 1; sequence <= upTo; sequence++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new WatchedEvent(sequence, rows[(int)sequence - 1]);
        }
    }
}
