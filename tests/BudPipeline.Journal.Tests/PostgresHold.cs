using BudPipeline.Journal.PostgreSql;
using Npgsql;

namespace BudPipeline.Journal.Tests;

/// <summary>Holds a writer as somebody who wants to fence its node would, for as long as it is not disposed.</summary>
internal sealed class PostgresHold(NpgsqlConnection connection) : IDisposable
{
    public static JournalFence Fence { get; } = new("held", 1);

    /// <summary>Makes the node that may write.</summary>
    public static void Prepare(string address)
    {
        using var opened = new NpgsqlConnection(address);
        opened.Open();
#pragma warning disable CA2025 // It is waited for.
        PostgresSchema.CreateAsync(opened).GetAwaiter().GetResult();
#pragma warning restore CA2025
        Execute(opened, "INSERT INTO nodes (id, epoch) VALUES ('held', 1)");
    }

    public static async Task<PostgresHold> TakeAsync(PostgresDatabase database, JournalHouse house)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        Execute(connection, "SELECT pg_advisory_lock(hashtextextended('journal fence held', 0))");
        database.Enqueue(new PostgresProbe(), writer: 0);
        await house.WaitUntilAsync(() => IsWaitedFor(connection));
        return new PostgresHold(connection);
    }

    public void Dispose()
    {
        // Pooled connections keep such a lock.
        Execute(connection, "SELECT pg_advisory_unlock_all()");
        connection.Dispose();
    }

    private static bool IsWaitedFor(NpgsqlConnection connection)
    {
        const string sql = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)";
        using var command = new NpgsqlCommand(sql, connection);
        return (bool)command.ExecuteScalar()!;
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
