using System.Data.Common;
using System.Globalization;
using BudPipeline.Journal;
using BudPipeline.Server.Hosting;
using BudPipeline.TestDatabases;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BudPipeline.Server.Tests.Operator;

/// <summary>A data folder, and beside it a database, on which nodes come and go.</summary>
internal sealed class NodePlace(DatabaseDialect dialect) : IDisposable
{
    public TestFolder Folder { get; } = new();

    public string? Postgres { get; } =
        dialect == DatabaseDialect.PostgreSql ? PostgresCluster.Shared.NewDatabase() : null;

    public NodeSettings Settings(NodeKind kind = NodeKind.Serve) =>
        TestNode.Settings(Folder.Path, kind, port: 0, Postgres);

    public Task<TestNode> NodeAsync(NodeKind kind = NodeKind.Serve) => TestNode.OnAsync(Settings(kind));

    public async Task RunAsync(string sql)
    {
        await using var connection = Connect();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>The rows of a query, each as one text.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = Connect();
        var rows = await connection.QueryAsync(sql);
        return
        [
            .. rows.Cast<IDictionary<string, object?>>()
                .Select(row => string.Join(" | ", row.Select(column => $"{column.Key}={TextOf(column.Value)}"))),
        ];
    }

    public void Dispose() => Folder.Dispose();

    private static string TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private DbConnection Connect() =>
        Postgres is null
            ? new SqliteConnection($"Data Source={Path.Combine(Folder.Path, "bud.db")};Pooling=false")
            : new NpgsqlConnection($"{Postgres};Pooling=false");
}
