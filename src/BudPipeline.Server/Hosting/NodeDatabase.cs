using BudPipeline.Journal;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;
using BudPipeline.Server.Storage;
using Dapper;

namespace BudPipeline.Server.Hosting;

/// <summary>
/// The database of a node, up to date and held by this process alone: the file of the data folder, which the folder's lock
/// guards, or a PostgreSQL database.
/// </summary>
internal sealed class NodeDatabase : IAsyncDisposable
{
    private readonly string node;
    private readonly DatabaseHold? hold;

    private NodeDatabase(JournalDatabase journal, string node, DatabaseHold? hold)
    {
        Journal = journal;
        this.node = node;
        this.hold = hold;
    }

    public JournalDatabase Journal { get; }

    /// <summary>Throws <see cref="DatabaseHeldException"/> when another process has it.</summary>
    public static async Task<NodeDatabase> OpenAsync(
        NodeSettings settings,
        NodeFolder folder,
        CancellationToken cancellation
    )
    {
        if (settings.DatabaseConnection is { } address)
        {
            return await OpenPostgresAsync(address, settings.Engine.Runner, cancellation);
        }

        SqliteSchema.UpgradeTables(folder.Database);
        var file = SqliteDatabase.Open(new SqliteDatabaseOptions { Path = folder.Database });
        return new NodeDatabase(file, settings.Engine.Runner, hold: null);
    }

    /// <summary>Says in the database where this node is reached.</summary>
    public Task AnnounceAsync(Uri url) =>
        hold is null
            ? Task.CompletedTask
            : Journal.WriteAsync(
                (connection, transaction) =>
                    connection.ExecuteAsync(
                        "UPDATE nodes SET url = @url WHERE id = @node",
                        new { url = url.ToString(), node },
                        transaction
                    )
            );

    /// <summary>Stops the node when another process has taken the database.</summary>
    public void Guard(IHostApplicationLifetime lifetime, ILogger log) => hold?.Guard(lifetime, log);

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        if (hold is not null)
        {
            await hold.DisposeAsync();
        }
    }

    private static async Task<NodeDatabase> OpenPostgresAsync(
        string address,
        string node,
        CancellationToken cancellation
    )
    {
        var taken = await DatabaseHold.TakeAsync(address, TimeProvider.System, cancellation);
        try
        {
            await PostgresTables.UpgradeAsync(address, cancellation);
            var epoch = await taken.BeginEpochAsync(node, cancellation);
            var journal = await PostgresDatabase.OpenAsync(
                new PostgresDatabaseOptions { ConnectionString = address, Fence = new JournalFence(node, epoch) },
                cancellation
            );
            return new NodeDatabase(journal, node, taken);
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }
}
