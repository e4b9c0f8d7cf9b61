using System.Diagnostics.CodeAnalysis;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;
using BudPipeline.Server.Storage;
using BudPipeline.TestDatabases;
using Dapper;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Server.Tests.Storage;

/// <summary>The tables of a node, and their projections as the journal calls them.</summary>
internal sealed class TestTables : IAsyncDisposable
{
    private TestFolder? folder;
    private string address = "";

    public static async Task<TestTables> OpenAsync(DatabaseDialect dialect)
    {
        if (dialect == DatabaseDialect.PostgreSql)
        {
            var server = PostgresCluster.Shared.NewDatabase();
            await PostgresTables.UpgradeAsync(server, CancellationToken.None);
            return new TestTables(
                await PostgresDatabase.OpenAsync(new PostgresDatabaseOptions { ConnectionString = server })
            )
            {
                address = server,
            };
        }

        var place = new TestFolder();
        var path = Path.Combine(place.Path, "bud.db");
        SqliteSchema.UpgradeTables(path);
        return new TestTables(SqliteDatabase.Open(new SqliteDatabaseOptions { Path = path }))
        {
            folder = place,
            address = path,
        };
    }

    private TestTables(JournalDatabase database) => Use(database);

    [MemberNotNull(nameof(Database), nameof(Executions), nameof(Directory))]
    private void Use(JournalDatabase database)
    {
        Database = database;
        Executions = new ExecutionsTable(Database);
        Directory = new ExecutionDirectory(Database);
    }

    public JournalDatabase Database { get; private set; }

    public ExecutionsTable Executions { get; private set; }

    public ExecutionDirectory Directory { get; private set; }

    /// <summary>One group of the journal.</summary>
    public Task WriteAsync(string executionId, params ExecutionEvent[] events)
    {
        JournalEntry[] entries =
        [
            .. events.Select((e, i) => new JournalEntry(ExecutionPersistenceId.Of(executionId), i + 1, e, e.At)),
        ];
        return ProjectAsync(entries);
    }

    public Task ProjectAsync(params JournalEntry[] entries) =>
        Database.WriteAsync(
            async (connection, transaction) =>
            {
                await Database.ProjectAsync(entries, Projections.All(new OutboxSignal()), connection, transaction);
                return true;
            }
        );

    public async Task<List<T>> QueryAsync<T>(string sql) =>
        (await Database.ReadAsync(connection => connection.QueryAsync<T>(sql))).AsList();

    public Task RunAsync(string sql) =>
        Database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, transaction: transaction));

    /// <summary>Runs the scripts once more from the one with this name on.</summary>
    public async Task UpgradeAgainFromBeforeAsync(string script)
    {
        if (Database.Dialect == DatabaseDialect.PostgreSql)
        {
            await RunAsync($"DELETE FROM schemaversions WHERE scriptname LIKE '%{script}.sql'");
            await PostgresTables.UpgradeAsync(address, CancellationToken.None);
            return;
        }

        await Database.DisposeAsync();
        await using (var file = new SqliteConnection($"Data Source={address};Pooling=false"))
        {
            await file.ExecuteAsync(
                $"DELETE FROM SchemaVersions WHERE ScriptName LIKE '%{script}.sql'; PRAGMA user_version = 0"
            );
        }

        SqliteSchema.UpgradeTables(address);
        Use(SqliteDatabase.Open(new SqliteDatabaseOptions { Path = address }));
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        folder?.Dispose();
    }
}
