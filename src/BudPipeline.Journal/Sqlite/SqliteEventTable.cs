using BudPipeline.Journal.Grouping;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>The journal's prepared statements on the writer's connection.</summary>
internal sealed class SqliteEventTable : IDisposable
{
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _tag;
    private readonly SqliteCommand _writer;

    public SqliteEventTable(SqliteConnection connection)
    {
        _insert = Prepare(
            connection,
            """
            INSERT INTO journal
                (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            VALUES ($created, 0, $id, $number, $message, $manifest, $serializer, $writer)
            """,
            ("$created", SqliteType.Integer),
            ("$id", SqliteType.Text),
            ("$number", SqliteType.Integer),
            ("$message", SqliteType.Blob),
            ("$manifest", SqliteType.Text),
            ("$serializer", SqliteType.Integer),
            ("$writer", SqliteType.Text)
        );
        _tag = Prepare(
            connection,
            """
            INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id)
            SELECT ordering, $tag, sequence_number, persistence_id
            FROM journal WHERE persistence_id = $id AND sequence_number = $number
            """,
            ("$tag", SqliteType.Text),
            ("$id", SqliteType.Text),
            ("$number", SqliteType.Integer)
        );
        _writer = Prepare(
            connection,
            "SELECT writer_uuid FROM journal WHERE persistence_id = $id AND sequence_number = $number",
            ("$id", SqliteType.Text),
            ("$number", SqliteType.Integer)
        );
    }

    public void Insert(EventWrite write, SqliteTransaction transaction)
    {
        _insert.Transaction = transaction;
        var parameters = _insert.Parameters;
        foreach (var row in write.Events)
        {
            parameters[0].Value = row.Created;
            parameters[1].Value = row.PersistenceId;
            parameters[2].Value = row.SequenceNr;
            parameters[3].Value = row.Message;
            parameters[4].Value = row.Manifest;
            parameters[5].Value = row.SerializerId;
            parameters[6].Value = row.WriterUuid;
            _insert.ExecuteNonQuery();
            Tag(row, transaction);
        }
    }

    /// <summary>Whether all rows of a write are there and from its own writer: it was written before, unnoticed.</summary>
    public bool Holds(EventWrite write)
    {
        _writer.Transaction = null;
        return write.Events.All(row =>
        {
            _writer.Parameters[0].Value = row.PersistenceId;
            _writer.Parameters[1].Value = row.SequenceNr;
            return row.WriterUuid.Length > 0 && _writer.ExecuteScalar() is string writer && writer == row.WriterUuid;
        });
    }

    public void Dispose()
    {
        _insert.Dispose();
        _tag.Dispose();
        _writer.Dispose();
    }

    private void Tag(JournalRow row, SqliteTransaction transaction)
    {
        _tag.Transaction = transaction;
        foreach (var tag in row.Tags)
        {
            _tag.Parameters[0].Value = tag;
            _tag.Parameters[1].Value = row.PersistenceId;
            _tag.Parameters[2].Value = row.SequenceNr;
            _tag.ExecuteNonQuery();
        }
    }

    private static SqliteCommand Prepare(
        SqliteConnection connection,
        string sql,
        params ReadOnlySpan<(string Name, SqliteType Type)> parameters
    )
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, type) in parameters)
        {
            command.Parameters.Add(name, type);
        }

        command.Prepare();
        return command;
    }
}
