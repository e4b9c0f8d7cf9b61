using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>Opens connections with the settings that the journal's promises rest on.</summary>
internal static class SqliteConnections
{
    public static SqliteConnection OpenWriter(SqliteDatabaseOptions options) =>
        Open(
            options,
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            $"PRAGMA wal_autocheckpoint = {options.CheckpointPages}"
        );

    public static SqliteConnection OpenReader(SqliteDatabaseOptions options) => Open(options, "PRAGMA query_only = ON");

    private static SqliteConnection Open(SqliteDatabaseOptions options, params ReadOnlySpan<string> pragmas)
    {
        var busySeconds = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds);
        var address = new SqliteConnectionStringBuilder
        {
            DataSource = options.Path,
            // Our own pools decide when the file is closed.
            Pooling = false,
            // The library's own waiting between attempts ends with SQLite's; 0 would mean for ever.
            DefaultTimeout = Math.Max(busySeconds, 1),
        };
        var connection = new SqliteConnection(address.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}");

            // One by one: of several statements in one command, those after one that answers a row fail silently.
            foreach (var pragma in pragmas)
            {
                Execute(connection, pragma);
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }
}
