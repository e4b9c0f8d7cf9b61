namespace BudPipeline.Journal;

/// <summary>What the journal actor needs of a database; the seam between the dialects.</summary>
internal interface IJournalStore
{
    JournalHealth Health { get; }

    TimeProvider Time { get; }

    /// <summary>
    /// Queues the events of one request of one actor, of which all are written or none, and calls back once: with null
    /// when they are durable, else with the reason.
    /// </summary>
    void Write(IReadOnlyList<JournalRow> events, IReadOnlyList<JournalEntry> entries, Action<Exception?> onCompleted);

    /// <summary>
    /// Passes the rows of a range to <paramref name="onRow"/> in order, after all queued writes of the id,
    /// and answers the id's highest sequence number (0 if it has none), deleted events included.
    /// </summary>
    Task<long> ReplayAsync(ReplayRange range, Action<JournalRow> onRow);

    Task DeleteAsync(string persistenceId, long toSequenceNr);
}

/// <summary>Events of one id, both bounds inclusive, at most <paramref name="Max"/> of them.</summary>
internal readonly record struct ReplayRange(string PersistenceId, long From, long To, long Max);
