namespace BudPipeline.Journal;

/// <summary>A write that is not in the journal, with the reason in words for an operator.</summary>
public sealed class JournalWriteException : Exception
{
    public JournalWriteException() { }

    public JournalWriteException(string message)
        : base(message) { }

    public JournalWriteException(string message, Exception innerException)
        : base(message, innerException) { }
}
