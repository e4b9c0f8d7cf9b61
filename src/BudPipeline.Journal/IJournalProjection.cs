namespace BudPipeline.Journal;

/// <summary>
/// Derives rows from events, which are written in the transaction of the events themselves: both are there or neither.
/// </summary>
public interface IJournalProjection
{
    /// <summary>
    /// Called on a writer with the events of one group, in their order for each persistence id; other ids' events may be
    /// in another group at the same time. It may be called again with the same events after a rollback. When it throws,
    /// or a statement fails, nothing of the group is written and each atomic write is tried alone, so that only the
    /// write at fault fails.
    /// </summary>
    void Project(IReadOnlyList<JournalEntry> entries, IRowWriter rows);
}
