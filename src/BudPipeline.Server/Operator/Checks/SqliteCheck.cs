using System.Globalization;
using BudPipeline.Server.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Server.Operator.Checks;

/// <summary>Whether the database file can be read and takes writes.</summary>
internal static class SqliteCheck
{
    private const int BusySeconds = 5;

    // https://sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;

    public static DatabaseSeen Look(string file, TimeProvider time)
    {
        if (!File.Exists(file))
        {
            return new DatabaseSeen(
                Finding.Ok(DatabaseSeen.Database, $"{file} is not there yet: the first start makes it")
            );
        }

        try
        {
            var address = new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
                DefaultTimeout = BusySeconds,
            };
            using var connection = new SqliteConnection(address.ToString());
            connection.Open();
            return Examine(connection, file, time);
        }
        catch (SqliteException refused)
        {
            return new DatabaseSeen(
                Finding.Fault(DatabaseSeen.Database, $"{file}: {refused.Message}", RemedyOf(refused.SqliteErrorCode))
            );
        }
    }

    internal static string RemedyOf(int code) =>
        code switch
        {
            Busy or Locked => "another process keeps the file locked: end it, and look again",
            ReadOnly => "give the user of bud the right to write the file and its folder",
            Full => "make room on the disk",
            Corrupt or NotADatabase =>
                "the file is damaged, or is not bud's: put a copy of it back, or name another folder with --data",
            _ => "see https://sqlite.org/rescode.html for what the code means",
        };

    private static DatabaseSeen Examine(SqliteConnection connection, string file, TimeProvider time)
    {
        var version = connection.ExecuteScalar<long>("PRAGMA user_version");
        var tables = DatabaseSeen.JudgeTables(
            $"{file} (SQLite {connection.ServerVersion})",
            version,
            MigrationScripts.Of("Sqlite").Count,
            "another --data folder"
        );
        var began = time.GetTimestamp();

        // Writes a page with what stands there already: only a commit that writes shows that the disk takes it.
        connection.Execute(
            string.Create(CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE; PRAGMA user_version = {version}; COMMIT")
        );
        var took = time.GetElapsedTime(began).TotalMilliseconds;
        var hasJournal =
            connection.ExecuteScalar<long>(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal'"
            ) == 1;
        var last = hasJournal
            ? connection.ExecuteScalar<long?>("SELECT created FROM journal ORDER BY ordering DESC LIMIT 1")
            : null;
        return new DatabaseSeen(
            tables,
            Finding.Ok(
                DatabaseSeen.Journal,
                string.Create(CultureInfo.InvariantCulture, $"takes writes: a probe was durable after {took:0.0} ms")
            )
        )
        {
            LastEvent = DatabaseSeen.MomentOf(last),
        };
    }
}
