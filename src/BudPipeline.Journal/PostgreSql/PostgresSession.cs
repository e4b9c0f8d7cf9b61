using System.Data;
using BudPipeline.Journal.Grouping;
using BudPipeline.Journal.Projections;
using Npgsql;
using NpgsqlTypes;

namespace BudPipeline.Journal.PostgreSql;

/// <summary>
/// A writer's connection. A group is one batch without an explicit transaction: PostgreSQL runs it as one, and it costs
/// one round trip.
/// </summary>
internal sealed class PostgresSession : IGroupSession
{
    // A group's statements look few rows up by key, however large the tables are. Planned anew for each group, they would
    // take twice as long; planned once, when the tables were empty, they would scan them.
    private const string Settings = """
        SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off;
        SET enable_hashjoin = off; SET enable_mergejoin = off
        """;

    private const string Insert = """
        INSERT INTO journal
            (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
        SELECT created, false, id, number, message, manifest, serializer, writer
        FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bytea[], $5::text[], $6::integer[], $7::text[])
            AS r (created, id, number, message, manifest, serializer, writer)
        """;

    private const string Tag = """
        INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id)
        SELECT j.ordering, r.tag, j.sequence_number, j.persistence_id
        FROM unnest($1::text[], $2::text[], $3::bigint[]) AS r (tag, id, number)
        JOIN journal j ON j.persistence_id = r.id AND j.sequence_number = r.number
        """;

    private const string CountOwn = """
        SELECT count(*) FROM journal
        WHERE persistence_id = $1 AND sequence_number BETWEEN $2 AND $3 AND writer_uuid = $4
        """;

    // As many rows as a group may have, into the journal's own table, and undone: what commits a transaction number finds
    // room in the log where a group finds none in the table, and then everybody is woken to fail again.
    private const string Probe = """
        DO $$
        BEGIN
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message)
            SELECT 0, true, 'journal probe', n, decode(repeat('00', 200), 'hex') FROM generate_series(1, 1000) AS n;
            RAISE EXCEPTION USING ERRCODE = 'BF002';
        EXCEPTION WHEN SQLSTATE 'BF002' THEN NULL;
        END $$
        """;

    private readonly NpgsqlConnection _connection;
    private readonly JournalFence? _fence;
    private readonly int _writer;

    private PostgresSession(NpgsqlConnection connection, JournalFence? fence, int writer)
    {
        _connection = connection;
        _fence = fence;
        _writer = writer;
    }

    public static async Task<PostgresSession> OpenAsync(
        NpgsqlDataSource source,
        JournalFence? fence,
        int writer,
        CancellationToken cancellation = default
    )
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            await using var settings = new NpgsqlCommand(Settings, connection);
            await settings.ExecuteNonQueryAsync(cancellation);
            return new PostgresSession(connection, fence, writer);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public bool IsOpen => _connection.State == ConnectionState.Open;

    public async Task CommitAsync(List<GroupMember> group)
    {
        var writes = group.OfType<EventWrite>().ToList();
        await using var batch = new NpgsqlBatch(_connection);
        if (_fence is not null)
        {
            Add(
                batch,
                "SELECT journal_check_fence($1, $2)",
                Value(_fence.Node, NpgsqlDbType.Text),
                Value(_fence.Epoch, NpgsqlDbType.Bigint)
            );
        }

        if (writes.Count > 0)
        {
            AddEvents(batch, [.. writes.SelectMany(write => write.Events)]);
            AddRows(batch, GroupProjection.Of(group, _writer));
        }

        if (group.Any(member => member is PostgresProbe))
        {
            Add(batch, Probe);
        }

        await batch.ExecuteNonQueryAsync();
    }

    public async Task<bool> HoldsAsync(EventWrite write)
    {
        var first = write.Events[0];
        await using var command = new NpgsqlCommand(CountOwn, _connection);
        command.Parameters.Add(Value(first.PersistenceId, NpgsqlDbType.Text));
        command.Parameters.Add(Value(first.SequenceNr, NpgsqlDbType.Bigint));
        command.Parameters.Add(Value(write.Events[^1].SequenceNr, NpgsqlDbType.Bigint));
        command.Parameters.Add(Value(first.WriterUuid, NpgsqlDbType.Text));
        return first.WriterUuid.Length > 0 && (long)(await command.ExecuteScalarAsync())! == write.Events.Count;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static void AddEvents(NpgsqlBatch batch, JournalRow[] rows)
    {
        Add(
            batch,
            Insert,
            Value(Array.ConvertAll(rows, row => row.Created), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
            Value(Array.ConvertAll(rows, row => row.PersistenceId), NpgsqlDbType.Array | NpgsqlDbType.Text),
            Value(Array.ConvertAll(rows, row => row.SequenceNr), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
            Value(Array.ConvertAll(rows, row => row.Message), NpgsqlDbType.Array | NpgsqlDbType.Bytea),
            Value(Array.ConvertAll(rows, row => row.Manifest), NpgsqlDbType.Array | NpgsqlDbType.Text),
            Value(Array.ConvertAll(rows, row => row.SerializerId), NpgsqlDbType.Array | NpgsqlDbType.Integer),
            Value(Array.ConvertAll(rows, row => row.WriterUuid), NpgsqlDbType.Array | NpgsqlDbType.Text)
        );
        var tags = rows.SelectMany(row => row.Tags, (row, tag) => (row, tag)).ToArray();
        if (tags.Length > 0)
        {
            Add(
                batch,
                Tag,
                Value(Array.ConvertAll(tags, t => t.tag), NpgsqlDbType.Array | NpgsqlDbType.Text),
                Value(Array.ConvertAll(tags, t => t.row.PersistenceId), NpgsqlDbType.Array | NpgsqlDbType.Text),
                Value(Array.ConvertAll(tags, t => t.row.SequenceNr), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            );
        }
    }

    internal static void AddRows(NpgsqlBatch batch, RowBatch derived)
    {
        foreach (var (statement, rows) in derived.Statements)
        {
            var columns = new NpgsqlParameter[statement.Columns.Length];
            for (var column = 0; column < columns.Length; column++)
            {
                columns[column] = ColumnOf(rows, column, statement.Columns[column].Value);
            }

            Add(batch, statement.PostgreSql, columns);
        }
    }

    private static NpgsqlParameter ColumnOf(List<object?[]> rows, int column, RowValue value) =>
        value switch
        {
            RowValue.Text => Value(
                rows.ConvertAll(row => (string?)row[column]).ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.Text
            ),
            RowValue.Integer => Value(
                rows.ConvertAll(row => (long?)row[column]).ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.Bigint
            ),
            RowValue.Boolean => Value(
                rows.ConvertAll(row => (bool?)row[column]).ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.Boolean
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
        };

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<T> Value<T>(T value, NpgsqlDbType type) =>
        new() { TypedValue = value, NpgsqlDbType = type };
}

/// <summary>Commits after it has written as much as a group and has undone it.</summary>
internal sealed class PostgresProbe : GroupMember
{
    public override int Rows => 1;

    public override long Bytes => 0;

    public override void Complete() { }
}
