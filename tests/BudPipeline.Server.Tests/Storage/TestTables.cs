using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using BudPipeline.Journal.Sqlite;
using BudPipeline.Server.Storage;
using Dapper;

namespace BudPipeline.Server.Tests.Storage;

/// <summary>The tables of a node, and their projections as the journal calls them.</summary>
internal sealed class TestTables : IAsyncDisposable
{
    private readonly TestFolder folder = new();
    private readonly IJournalProjection[] projections =
    [
        new ExecutionsProjection(),
        new TimersProjection(),
        new OutboxProjection(),
    ];

    public TestTables()
    {
        var path = Path.Combine(folder.Path, "bud.db");
        Schema.UpgradeTables(path);
        Database = SqliteDatabase.Open(new SqliteDatabaseOptions { Path = path });
        Executions = new ExecutionsTable(Database);
        Directory = new ExecutionDirectory(Database);
    }

    public SqliteDatabase Database { get; }

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
        Database.ExecuteAsync(
            (connection, transaction) =>
            {
                foreach (var projection in projections)
                {
                    projection.Project(entries, connection, transaction);
                }
            }
        );

    public Task<List<T>> QueryAsync<T>(string sql) =>
        Database.ReadAsync(connection => connection.Query<T>(sql).AsList());

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        folder.Dispose();
    }
}
