using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>The execution that an <c>Idempotency-Key</c> named first.</summary>
internal sealed class IdempotencyKeysTable(JournalDatabase database, TimeProvider time)
{
    /// <summary>Claims a key for this execution, or finds who has it.</summary>
    public Task<ClaimedKey> ClaimAsync(string key, string fingerprint, string executionId)
    {
        const string sql = """
            INSERT INTO idempotency_keys (key, fingerprint, execution_id, created_at)
            VALUES (@key, @fingerprint, @executionId, @now) ON CONFLICT (key) DO NOTHING;
            SELECT fingerprint AS Fingerprint, execution_id AS ExecutionId FROM idempotency_keys WHERE key = @key
            """;
        var values = new
        {
            key,
            fingerprint,
            executionId,
            now = time.GetUtcNow().ToColumn(),
        };
        return database.WriteAsync(
            (connection, transaction) => connection.QuerySingleAsync<ClaimedKey>(sql, values, transaction)
        );
    }
}

/// <summary>Who has an idempotency key.</summary>
internal sealed record ClaimedKey(string Fingerprint, string ExecutionId);
