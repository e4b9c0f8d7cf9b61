using BudPipeline.Client.Security;
using BudPipeline.Journal;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Operator;

/// <summary>
/// The keys of a database past any server, since the first key has to come from somewhere: whoever can write the database
/// may make them. A server that runs on it sees a new key at once and a revoked one within seconds.
/// </summary>
public sealed class KeyDesk : IAsyncDisposable
{
    private const string By = "database";

    private readonly JournalDatabase database;
    private readonly ApiKeys keys;

    private KeyDesk(JournalDatabase database, TimeProvider time)
    {
        this.database = database;
        keys = new ApiKeys(new ApiKeysTable(database), time);
    }

    /// <summary>The keys of a PostgreSQL database, whether or not a node has it.</summary>
    public static async Task<KeyDesk> OnAsync(string address, TimeProvider time, CancellationToken cancellation)
    {
        await PostgresTables.UpgradeAsync(address, cancellation);
        var options = new PostgresDatabaseOptions { ConnectionString = address };
        return new KeyDesk(await PostgresDatabase.OpenAsync(options, cancellation), time);
    }

    /// <summary>The keys of a data folder that this process has taken; it stays the caller's.</summary>
    public static KeyDesk On(NodeFolder folder, TimeProvider time)
    {
        SqliteSchema.UpgradeTables(folder.Database);
        return new KeyDesk(SqliteDatabase.Open(new SqliteDatabaseOptions { Path = folder.Database }), time);
    }

    /// <summary>Makes a key. What is wrong with the request is thrown as the API's problem.</summary>
    public Task<CreatedApiKey> CreateAsync(CreateKeyRequest request) => keys.CreateAsync(request, By);

    /// <summary>All keys.</summary>
    public Task<ApiKeyList> ListAsync() => keys.ListAsync();

    /// <summary>Revokes a key. That there is none is thrown as the API's problem.</summary>
    public Task<ApiKeyDocument> RevokeAsync(string id) => keys.RevokeAsync(id);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => database.DisposeAsync();
}
