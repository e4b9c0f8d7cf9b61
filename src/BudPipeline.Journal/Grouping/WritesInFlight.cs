using System.Collections.Concurrent;

namespace BudPipeline.Journal.Grouping;

/// <summary>
/// The latest unfinished write of each persistence id. A recovery waits for it: an actor that recovers past a write
/// of its former incarnation would use the same sequence numbers again.
/// </summary>
internal sealed class WritesInFlight
{
    private readonly ConcurrentDictionary<string, EventWrite> _latest = new(StringComparer.Ordinal);

    public void Add(EventWrite write) => _latest[write.PersistenceId] = write;

    /// <summary>Does nothing when a later write of the id is under way.</summary>
    public void Remove(EventWrite write) => _latest.TryRemove(new(write.PersistenceId, write));

    public Task WhenFinished(string persistenceId) =>
        _latest.TryGetValue(persistenceId, out var write) ? write.Finished : Task.CompletedTask;
}
