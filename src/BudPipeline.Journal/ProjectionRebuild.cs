using System.Data.Common;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace BudPipeline.Journal;

/// <summary>
/// Fills the tables of projections from the journal, in one transaction: whoever reads meanwhile sees the old rows, and
/// a rebuild that breaks off has changed nothing. Nobody else may write to the journal meanwhile.
/// </summary>
/// <param name="system">Its serializers and adapters decode the events; it needs no journal of its own.</param>
/// <param name="projections">In the order in which the journal calls them.</param>
public sealed class ProjectionRebuild(ActorSystem system, params IJournalProjection[] projections)
{
    private const int PageRows = 1000;

    private const string Page = """
        SELECT ordering, persistence_id, sequence_number, created, message, identifier, manifest, writer_uuid
        FROM journal WHERE ordering > @after AND NOT deleted ORDER BY ordering LIMIT @limit
        """;

    private readonly EventCodec _codec = new((ExtendedActorSystem)system);
    private readonly EventAdapters _adapters = Persistence.Instance.Apply(system).AdaptersFor(BudJournal.PluginId);

    /// <summary>Answers how many events it read.</summary>
    /// <param name="database">It must not take other writes until this has ended.</param>
    /// <param name="clearing">Statements that empty the tables of the projections.</param>
    /// <param name="settling">Statements that come last, for what stands in the tables and in no event; may be empty.</param>
    /// <param name="progress">Told the count of events after each page.</param>
    public Task<long> RunAsync(
        JournalDatabase database,
        string clearing,
        string settling = "",
        IProgress<long>? progress = null
    ) =>
        database.WriteAsync(
            async (connection, transaction) =>
            {
                await ExecuteAsync(connection, transaction, clearing);
                var (count, after) = (0L, 0L);
                while (await ReadAsync(connection, transaction, after) is { Rows.Count: > 0 } page)
                {
                    JournalEntry[] entries = [.. page.Rows.SelectMany(EntriesOf)];
                    await database.ProjectAsync(entries, projections, connection, transaction);
                    count += page.Rows.Count;
                    after = page.Last;
                    progress?.Report(count);
                }

                await ExecuteAsync(connection, transaction, settling);
                return count;
            }
        );

    private static async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, string statements)
    {
        if (statements.Length == 0)
        {
            return;
        }

        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statements;
        // As long as it takes: these touch every row.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private IEnumerable<JournalEntry> EntriesOf(JournalRow row)
    {
        var payload = _codec.Decode(row).Payload;
        var timestamp = new DateTimeOffset(row.Created, TimeSpan.Zero);
        return _adapters
            .Get(payload.GetType())
            .FromJournal(payload, row.Manifest)
            .Events.Select(e => new JournalEntry(row.PersistenceId, row.SequenceNr, e, timestamp));
    }

    private static async Task<(List<JournalRow> Rows, long Last)> ReadAsync(
        DbConnection connection,
        DbTransaction transaction,
        long after
    )
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Page;
        Set("@after", after);
        Set("@limit", PageRows);
        var rows = new List<JournalRow>(PageRows);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            after = reader.GetInt64(0);
            rows.Add(RowOf(reader));
        }

        return (rows, after);

        void Set(string name, long value)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }

    private static JournalRow RowOf(DbDataReader row) =>
        new(
            row.GetString(1),
            row.GetInt64(2),
            Created: row.GetInt64(3),
            Message: row.GetFieldValue<byte[]>(4),
            SerializerId: row.IsDBNull(5) ? null : row.GetInt32(5),
            Manifest: row.IsDBNull(6) ? "" : row.GetString(6),
            WriterUuid: row.IsDBNull(7) ? "" : row.GetString(7),
            []
        );
}
