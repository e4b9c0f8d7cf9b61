using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>A connection for reading, with the journal's queries prepared.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteCommand _page;
    private readonly SqliteCommand _highest;

    public SqliteReader(SqliteDatabaseOptions options)
    {
        Connection = SqliteConnections.OpenReader(options);
        _page = Connection.CreateCommand();
        _page.CommandText = """
            SELECT sequence_number, deleted, created, message, identifier, manifest, writer_uuid
            FROM journal
            WHERE persistence_id = $id AND sequence_number BETWEEN $from AND $to
            ORDER BY sequence_number
            LIMIT $limit
            """;
        _page.Parameters.Add("$id", SqliteType.Text);
        _page.Parameters.Add("$from", SqliteType.Integer);
        _page.Parameters.Add("$to", SqliteType.Integer);
        _page.Parameters.Add("$limit", SqliteType.Integer);
        _highest = Connection.CreateCommand();
        _highest.CommandText = "SELECT max(sequence_number) FROM journal WHERE persistence_id = $id";
        _highest.Parameters.Add("$id", SqliteType.Text);
    }

    public SqliteConnection Connection { get; }

    /// <summary>
    /// Passes the live rows of a page to <paramref name="onRow"/>; answers how many rows it saw, deleted ones
    /// included, and the last one's number.
    /// </summary>
    public (int Seen, long Last) ReadPage(string persistenceId, long from, long to, int limit, Action<JournalRow> onRow)
    {
        _page.Parameters[0].Value = persistenceId;
        _page.Parameters[1].Value = from;
        _page.Parameters[2].Value = to;
        _page.Parameters[3].Value = limit;
        using var rows = _page.ExecuteReader();
        var seen = 0;
        var last = 0L;
        while (rows.Read())
        {
            seen++;
            last = rows.GetInt64(0);
            if (!rows.GetBoolean(1))
            {
                onRow(RowOf(persistenceId, last, rows));
            }
        }

        return (seen, last);
    }

    public long HighestSequenceNr(string persistenceId)
    {
        _highest.Parameters[0].Value = persistenceId;
        return _highest.ExecuteScalar() is long highest ? highest : 0;
    }

    public void Dispose()
    {
        _page.Dispose();
        _highest.Dispose();
        Connection.Dispose();
    }

    private static JournalRow RowOf(string persistenceId, long sequenceNr, SqliteDataReader row) =>
        new(
            persistenceId,
            sequenceNr,
            Created: row.GetInt64(2),
            Message: row.GetFieldValue<byte[]>(3),
            SerializerId: row.IsDBNull(4) ? null : row.GetInt32(4),
            Manifest: row.IsDBNull(5) ? "" : row.GetString(5),
            WriterUuid: row.IsDBNull(6) ? "" : row.GetString(6),
            ImmutableArray<string>.Empty
        );
}
