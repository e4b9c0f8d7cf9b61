using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>A key as its table keeps it.</summary>
internal sealed record ApiKeyRow
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Hash { get; init; }
    public required string Role { get; init; }
    public string? Owner { get; init; }
    public long CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public long? ExpiresAt { get; init; }
    public long? RevokedAt { get; init; }
    public long? LastUsedAt { get; init; }
}

/// <summary>API keys. Rows are never deleted: a door that had a key once stays shut without one.</summary>
internal sealed class ApiKeysTable(JournalDatabase database)
{
    private const string Columns = """
        id AS Id, name AS Name, hash AS Hash, role AS Role, owner AS Owner, created_at AS CreatedAt,
        created_by AS CreatedBy, expires_at AS ExpiresAt, revoked_at AS RevokedAt, last_used_at AS LastUsedAt
        """;

    public async Task<IReadOnlyList<ApiKeyRow>> AllAsync() =>
        (
            await database.ReadAsync(connection =>
                connection.QueryAsync<ApiKeyRow>($"SELECT {Columns} FROM api_keys ORDER BY created_at, id")
            )
        ).AsList();

    public Task AddAsync(ApiKeyRow row)
    {
        const string sql = """
            INSERT INTO api_keys (id, name, hash, role, owner, created_at, created_by, expires_at)
            VALUES (@Id, @Name, @Hash, @Role, @Owner, @CreatedAt, @CreatedBy, @ExpiresAt)
            """;
        return WriteAsync(sql, row);
    }

    /// <summary>The key as it is then; null when there is none. Whoever revokes again changes nothing.</summary>
    public async Task<ApiKeyRow?> RevokeAsync(string id, long now)
    {
        await WriteAsync("UPDATE api_keys SET revoked_at = coalesce(revoked_at, @now) WHERE id = @id", new { id, now });
        return await database.ReadAsync(connection =>
            connection.QuerySingleOrDefaultAsync<ApiKeyRow>(
                $"SELECT {Columns} FROM api_keys WHERE id = @id",
                new { id }
            )
        );
    }

    public Task UsedAsync(string id, long now) =>
        WriteAsync("UPDATE api_keys SET last_used_at = @now WHERE id = @id", new { id, now });

    private Task<int> WriteAsync(string sql, object values) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, values, transaction));
}
