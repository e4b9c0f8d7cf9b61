using System.Collections.Immutable;
using BudPipeline.Actors.Executions;
using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>The engine's view of the table of executions: who is to be woken, and when.</summary>
internal sealed class ExecutionDirectory(JournalDatabase database) : IExecutionDirectory
{
    public async ValueTask<ImmutableArray<string>> UnfinishedAsync(
        string? after,
        int limit,
        CancellationToken cancellation
    )
    {
        const string sql = """
            SELECT id FROM executions
            WHERE completed_at IS NULL AND NOT parked AND NOT quarantined AND id > @after
            ORDER BY id LIMIT @limit
            """;
        var values = new { after = after ?? "", limit };
        return [.. await database.ReadAsync(connection => connection.QueryAsync<string>(sql, values))];
    }

    public async ValueTask<DueExecutions> DueAsync(DateTimeOffset until, int limit, CancellationToken cancellation)
    {
        const string sql = """
            SELECT id AS Id, CASE WHEN timer < deadline THEN timer ELSE deadline END AS Due
            FROM (
                SELECT e.*, (SELECT min(t.due) FROM timers t WHERE t.execution_id = e.id) AS timer FROM executions e
            ) waiting
            WHERE completed_at IS NULL AND parked AND NOT quarantined
            ORDER BY Due LIMIT @limit
            """;
        var values = new { limit = limit + 1 };
        var rows = (await database.ReadAsync(connection => connection.QueryAsync<DueRow>(sql, values))).AsList();
        var due = rows.Take(limit).TakeWhile(row => row.Due <= until.ToColumn()).ToImmutableArray();
        return new DueExecutions(
            [.. due.Select(row => row.Id)],
            due.Length < rows.Count ? Moments.FromColumn(rows[due.Length].Due) : null
        );
    }

    public async ValueTask ParkAsync(string executionId, CancellationToken cancellation) =>
        await UpdateAsync("UPDATE executions SET parked = true WHERE id = @id AND completed_at IS NULL", executionId);

    public async ValueTask QuarantineAsync(string executionId, string reason, CancellationToken cancellation)
    {
        const string sql = "UPDATE executions SET quarantined = true, quarantine_cause = @reason WHERE id = @id";
        var values = new { id = executionId, reason };
        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, values, transaction));
    }

    public async ValueTask ReleaseAsync(string executionId, CancellationToken cancellation) =>
        await UpdateAsync(
            "UPDATE executions SET quarantined = false, quarantine_cause = NULL WHERE id = @id",
            executionId
        );

    private Task<int> UpdateAsync(string sql, string id) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, new { id }, transaction));

    // Set by name: of no rows SQLite does not tell an expression's type, and a constructor would not match.
    private sealed class DueRow
    {
        public string Id { get; init; } = "";

        public long Due { get; init; }
    }
}
