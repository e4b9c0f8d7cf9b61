using System.Globalization;
using DbUp;
using DbUp.Engine;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Server.Storage;

/// <summary>
/// Brings a file's tables up to date: numbered scripts, each run once, in order. How many have run stands in the file's
/// <c>user_version</c>, so that the usual start asks one cheap question and runs nothing.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>The tables beside the journal.</summary>
    public static void UpgradeTables(string path) => Upgrade(path, "Sqlite");

    /// <summary>The file of log lines.</summary>
    public static void UpgradeLogs(string path) => Upgrade(path, "SqliteLogs");

    private static void Upgrade(string path, string folder)
    {
        var address = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        using var connection = new SqliteConnection(address);
        connection.Open();
        var version = Version(connection);
        var scripts = MigrationScripts.Of(folder);
        if (version == scripts.Count)
        {
            return;
        }

        if (version > scripts.Count)
        {
            throw new InvalidOperationException(
                $"{path} was written by a newer bud (its tables have version {version}, this bud knows {scripts.Count}): "
                    + "use that one, or another --data folder."
            );
        }

        Execute(connection, "PRAGMA journal_mode = WAL;");
        RunScripts(path, address, scripts);
        Execute(connection, $"PRAGMA user_version = {scripts.Count.ToString(CultureInfo.InvariantCulture)};");
    }

    private static void RunScripts(string path, string address, IReadOnlyList<SqlScript> scripts)
    {
        var result = DeployChanges
            .To.SqliteDatabase(address)
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The tables of {path} cannot be brought up to date by {result.ErrorScript?.Name}.",
                result.Error
            );
        }
    }

    private static long Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version;";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
