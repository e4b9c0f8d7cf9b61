using BudPipeline.Journal.Sqlite;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>Definitions by content hash. Rows are added, never changed.</summary>
internal sealed class DefinitionsTable(SqliteDatabase database, TimeProvider time)
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
        return database.ExecuteAsync((connection, transaction) => connection.Execute(sql, values, transaction));
    }

    public Task<string?> BodyAsync(string hash)
    {
        const string sql = "SELECT body FROM definitions WHERE hash = @hash";
        return database.ReadAsync(connection => connection.QuerySingleOrDefault<string>(sql, new { hash }));
    }
}
