using System.Collections.Immutable;

namespace BudPipeline.Journal;

/// <summary>A row of the table <c>journal</c>, and of <c>tags</c> where it has any.</summary>
/// <param name="Created">UTC ticks of 100 ns, as Akka.Persistence.Sql stores them.</param>
/// <param name="SerializerId">Null in rows of old libraries, whose manifest is then a CLR type.</param>
internal sealed record JournalRow(
    string PersistenceId,
    long SequenceNr,
    long Created,
    byte[] Message,
    int? SerializerId,
    string Manifest,
    string WriterUuid,
    ImmutableArray<string> Tags
)
{
    private const int BytesBesideMessage = 128;

    /// <summary>Roughly what the row takes in the database.</summary>
    public long Bytes => Message.Length + BytesBesideMessage;
}
