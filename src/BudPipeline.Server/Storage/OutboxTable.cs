using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>Callbacks that are to be sent; the journal's projection writes them with the end of their execution.</summary>
internal sealed class OutboxTable(JournalDatabase database)
{
    /// <summary>Those that are due, the longest waiting first.</summary>
    public async Task<List<OutboxCallback>> DueAsync(DateTimeOffset now, int limit)
    {
        const string sql = """
            SELECT id AS Id, execution_id AS ExecutionId, target AS Url, attempts AS Attempts FROM outbox
            WHERE kind = 'callback' AND given_up_at IS NULL AND due <= @now ORDER BY due, id LIMIT @limit
            """;
        var values = new { now = now.ToColumn(), limit };
        return (await database.ReadAsync(connection => connection.QueryAsync<OutboxCallback>(sql, values))).AsList();
    }

    /// <summary>When the next one is due; null when none waits.</summary>
    public async Task<DateTimeOffset?> NextDueAsync()
    {
        const string sql = "SELECT min(due) FROM outbox WHERE kind = 'callback' AND given_up_at IS NULL";
        return Moments.FromColumn(await database.ReadAsync(connection => connection.ExecuteScalarAsync<long?>(sql)));
    }

    public Task SentAsync(long id) => WriteAsync("DELETE FROM outbox WHERE id = @id", new { id });

    /// <summary>It is sent again then.</summary>
    public Task FailedAsync(long id, string error, DateTimeOffset due) =>
        WriteAsync(
            "UPDATE outbox SET attempts = attempts + 1, last_error = @error, due = @due WHERE id = @id",
            new
            {
                id,
                error,
                due = due.ToColumn(),
            }
        );

    /// <summary>It is not sent again; the row stays, with the reason.</summary>
    public Task GiveUpAsync(long id, string error, DateTimeOffset now) =>
        WriteAsync(
            "UPDATE outbox SET attempts = attempts + 1, last_error = @error, given_up_at = @now WHERE id = @id",
            new
            {
                id,
                error,
                now = now.ToColumn(),
            }
        );

    private Task<int> WriteAsync(string sql, object values) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, values, transaction));
}

/// <summary>A callback that is to be sent.</summary>
internal sealed record OutboxCallback
{
    public long Id { get; init; }
    public required string ExecutionId { get; init; }
    public required string Url { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }
}
