using System.Collections.Immutable;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace BudPipeline.Journal.PostgreSql;

/// <summary>Reads histories: all that wait share one query, a page of each.</summary>
internal sealed class PostgresRecoveries : IAsyncDisposable
{
    private const int PageRows = 500;
    private const int MostIds = 500;
    private const int Loops = 2;

    private const string Pages = """
        SELECT w.place, j.sequence_number, j.deleted, j.created, j.message, j.identifier, j.manifest, j.writer_uuid
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[]) WITH ORDINALITY
            AS w (id, low, high, most, place)
        CROSS JOIN LATERAL (
            SELECT * FROM journal
            WHERE persistence_id = w.id AND sequence_number BETWEEN w.low AND w.high
            ORDER BY sequence_number LIMIT w.most) j
        ORDER BY w.place, j.sequence_number
        """;

    private const string Highest = "SELECT max(sequence_number) FROM journal WHERE persistence_id = $1";

    private readonly NpgsqlDataSource _source;
    private readonly Channel<Request> _waiting = Channel.CreateUnbounded<Request>();
    private readonly Task[] _loops;

    public PostgresRecoveries(NpgsqlDataSource source)
    {
        _source = source;
        _loops = [.. Enumerable.Range(0, Loops).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>The rows of an id from <paramref name="from"/> on, deleted ones included, at most a page.</summary>
    public Task<Page> ReadAsync(string persistenceId, long from, long to, long most)
    {
        var request = new Request(persistenceId, from, to, (int)Math.Min(most, PageRows));
        return _waiting.Writer.TryWrite(request)
            ? request.Answer.Task
            : Task.FromException<Page>(new JournalWriteException("The database is closed."));
    }

    public async Task<long> HighestAsync(string persistenceId)
    {
        await using var command = _source.CreateCommand(Highest);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = persistenceId });
        return await command.ExecuteScalarAsync() is long highest ? highest : 0;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await Task.WhenAll(_loops);
    }

    private async Task RunAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            List<Request> together = [];
            while (together.Count < MostIds && _waiting.Reader.TryRead(out var request))
            {
                together.Add(request);
            }

            if (together.Count > 0)
            {
                await AnswerAsync(together);
            }
        }
    }

    private async Task AnswerAsync(List<Request> together)
    {
        try
        {
            var pages = await ReadPagesAsync(together);
            for (var place = 0; place < together.Count; place++)
            {
                together[place].Answer.SetResult(pages[place]);
            }
        }
#pragma warning disable CA1031 // Whatever is thrown here is the answer to those who recover.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (var request in together)
            {
                request.Answer.TrySetException(failure);
            }
        }
    }

    private async Task<Page[]> ReadPagesAsync(List<Request> together)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Pages, connection);
        command.Parameters.Add(Array(together, request => request.PersistenceId, NpgsqlDbType.Text));
        command.Parameters.Add(Array(together, request => request.From, NpgsqlDbType.Bigint));
        command.Parameters.Add(Array(together, request => request.To, NpgsqlDbType.Bigint));
        command.Parameters.Add(Array(together, request => request.Most, NpgsqlDbType.Integer));
        var pages = together.ConvertAll(request => new Page(request.Most)).ToArray();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var place = (int)rows.GetInt64(0) - 1;
            pages[place].Add(RowOf(together[place].PersistenceId, rows), isDeleted: rows.GetBoolean(2));
        }

        return pages;
    }

    private static NpgsqlParameter<T[]> Array<T>(
        List<Request> requests,
        Converter<Request, T> column,
        NpgsqlDbType type
    ) => new() { TypedValue = requests.ConvertAll(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    private static JournalRow RowOf(string persistenceId, NpgsqlDataReader row) =>
        new(
            persistenceId,
            row.GetInt64(1),
            Created: row.GetInt64(3),
            Message: row.GetFieldValue<byte[]>(4),
            SerializerId: row.IsDBNull(5) ? null : row.GetInt32(5),
            Manifest: row.IsDBNull(6) ? "" : row.GetString(6),
            WriterUuid: row.IsDBNull(7) ? "" : row.GetString(7),
            ImmutableArray<string>.Empty
        );

    /// <summary>A part of a history.</summary>
    internal sealed class Page(int most)
    {
        private int _seen;

        public List<JournalRow> Rows { get; } = [];

        /// <summary>The last row's number, deleted ones included; 0 when there was none.</summary>
        public long Last { get; private set; }

        /// <summary>Whether there may be more.</summary>
        public bool IsFull => _seen == most;

        public void Add(JournalRow row, bool isDeleted)
        {
            _seen++;
            Last = row.SequenceNr;
            if (!isDeleted)
            {
                Rows.Add(row);
            }
        }
    }

    private sealed record Request(string PersistenceId, long From, long To, int Most)
    {
        public TaskCompletionSource<Page> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
