namespace BudPipeline.Journal;

/// <summary>One event as its actor persisted it, before adapters and serialization.</summary>
public readonly record struct JournalEntry(
    string PersistenceId,
    long SequenceNr,
    object Payload,
    DateTimeOffset Timestamp
);
