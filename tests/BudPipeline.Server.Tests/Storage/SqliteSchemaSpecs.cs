using BudPipeline.Server.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Server.Tests.Storage;

public sealed class SqliteSchemaSpecs : IDisposable
{
    private readonly TestFolder folder = new();

    private string File => Path.Combine(folder.Path, "bud.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_file_gets_all_tables_and_is_in_wal_mode()
    {
        SqliteSchema.UpgradeTables(File);
        using var connection = Open();
        var tables = connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table'").ToList();
        Assert.Superset(
            new HashSet<string>(
                ["executions", "definitions", "timers", "outbox", "idempotency_keys"],
                StringComparer.Ordinal
            ),
            tables.ToHashSet(StringComparer.Ordinal)
        );
        Assert.Equal("wal", connection.ExecuteScalar<string>("PRAGMA journal_mode"));
    }

    [Fact]
    public void A_file_that_is_up_to_date_is_left_alone()
    {
        SqliteSchema.UpgradeTables(File);
        using (var connection = Open())
        {
            connection.Execute("DROP TABLE outbox; DROP TABLE SchemaVersions");
        }

        SqliteSchema.UpgradeTables(File);
        using var again = Open();
        Assert.Empty(again.Query<string>("SELECT name FROM sqlite_master WHERE name IN ('outbox', 'SchemaVersions')"));
    }

    [Fact]
    public void A_file_from_before_the_last_script_gets_only_that()
    {
        SqliteSchema.UpgradeTables(File);
        using (var connection = Open())
        {
            var before = connection.ExecuteScalar<long>("PRAGMA user_version") - 1;
            connection.Execute(
                $"""
                DROP TABLE idempotency_keys;
                DELETE FROM SchemaVersions WHERE ScriptName LIKE '%idempotency_keys%';
                PRAGMA user_version = {before};
                """
            );
        }

        SqliteSchema.UpgradeTables(File);
        using var again = Open();
        Assert.Single(again.Query<string>("SELECT name FROM sqlite_master WHERE name = 'idempotency_keys'"));
    }

    [Fact]
    public void A_file_of_a_newer_bud_is_refused_in_words()
    {
        SqliteSchema.UpgradeTables(File);
        using (var connection = Open())
        {
            connection.Execute("PRAGMA user_version = 999");
        }

        var thrown = Assert.Throws<InvalidOperationException>(() => SqliteSchema.UpgradeTables(File));
        Assert.Contains("newer bud", thrown.Message, StringComparison.Ordinal);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }
}
