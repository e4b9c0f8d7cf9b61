using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>Definitions by content hash. Rows are added, never changed.</summary>
internal sealed class DefinitionsTable(JournalDatabase database, TimeProvider time)
{
    public Task AddIfAbsentAsync(string hash, string body)
    {
        const string sql = """
            INSERT INTO definitions (hash, body, created_at) VALUES (@hash, @body, @now) ON CONFLICT (hash) DO NOTHING
            """;
        var values = new
        {
            hash,
            body,
            now = time.GetUtcNow().ToColumn(),
        };
        return database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, values, transaction));
    }

    public Task<string?> BodyAsync(string hash)
    {
        const string sql = "SELECT body FROM definitions WHERE hash = @hash";
        return database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<string>(sql, new { hash }));
    }
}
