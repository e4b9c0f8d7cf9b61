using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;
using BudPipeline.Server.Storage;
using BudPipeline.TestDatabases;
using Dapper;

namespace BudPipeline.Server.Tests.Storage;

/// <summary>The tables of a node, and their projections as the journal calls them.</summary>
internal sealed class TestTables : IAsyncDisposable
{
    private TestFolder? folder;

    public static async Task<TestTables> OpenAsync(DatabaseDialect dialect)
    {
        if (dialect == DatabaseDialect.PostgreSql)
        {
            var address = PostgresCluster.Shared.NewDatabase();
            await PostgresTables.UpgradeAsync(address, CancellationToken.None);
            return new TestTables(
                await PostgresDatabase.OpenAsync(new PostgresDatabaseOptions { ConnectionString = address })
            );
        }

        var place = new TestFolder();
        var path = Path.Combine(place.Path, "bud.db");
        SqliteSchema.UpgradeTables(path);
        return new TestTables(SqliteDatabase.Open(new SqliteDatabaseOptions { Path = path })) { folder = place };
    }

    private TestTables(JournalDatabase database)
    {
        Database = database;
        Executions = new ExecutionsTable(Database);
        Directory = new ExecutionDirectory(Database);
    }

    public JournalDatabase Database { get; }

    public ExecutionsTable Executions { get; }

    public ExecutionDirectory Directory { get; }

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
                await Database.ProjectAsync(entries, Projections.All, connection, transaction);
                return true;
            }
        );

    public async Task<List<T>> QueryAsync<T>(string sql) =>
        (await Database.ReadAsync(connection => connection.QueryAsync<T>(sql))).AsList();

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        folder?.Dispose();
    }
}
