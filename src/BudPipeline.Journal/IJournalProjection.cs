using System.Data.Common;

namespace BudPipeline.Journal;

/// <summary>
/// Writes rows that follow from events in the transaction that writes the events themselves: both are there or neither.
/// </summary>
public interface IJournalProjection
{
    /// <summary>
    /// Called on the writer with the events of one group, in their order for each persistence id.
    /// It may be called again with the same events after a rollback. When it throws, nothing of the group is written
    /// and each atomic write is tried alone, so that only the write it throws for fails.
    /// </summary>
    void Project(IReadOnlyList<JournalEntry> entries, DbConnection connection, DbTransaction transaction);
}
