using System.Collections.Immutable;

namespace BudPipeline.Journal.Grouping;

/// <summary>The events of one request of one actor: all of them are written or none.</summary>
internal sealed class EventWrite(
    IReadOnlyList<JournalRow> events,
    IReadOnlyList<JournalEntry> entries,
    ImmutableArray<IJournalProjection> projections,
    WritesInFlight inFlight,
    Action<Exception?> onCompleted
) : GroupMember
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<JournalRow> Events => events;

    public IReadOnlyList<JournalEntry> Entries => entries;

    public ImmutableArray<IJournalProjection> Projections => projections;

    public string PersistenceId => events[0].PersistenceId;

    public override int Rows => events.Count;

    public override long Bytes { get; } = events.Sum(row => row.Bytes);

    /// <summary>Completes when the write is over, well or not; it never faults.</summary>
    public Task Finished => _finished.Task;

    public override void Complete()
    {
        inFlight.Remove(this);
        _finished.SetResult();
        onCompleted(Failure);
    }
}
