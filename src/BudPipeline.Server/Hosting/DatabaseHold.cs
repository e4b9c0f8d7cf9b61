using System.Data;
using BudPipeline.Journal.PostgreSql;
using Dapper;
using Npgsql;

namespace BudPipeline.Server.Hosting;

/// <summary>
/// A PostgreSQL database in the hands of this process: a session's advisory lock, which the server lets go when the
/// connection ends, however it ends. Whoever takes it fences those who had it before.
/// </summary>
internal sealed partial class DatabaseHold : IAsyncDisposable
{
    // The server takes a moment to see that a process which held the lock is gone.
    private const int Looks = 10;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly string address;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop = new();
    private NpgsqlConnection connection;
    private Task guarding = Task.CompletedTask;

    private DatabaseHold(string address, NpgsqlConnection connection, TimeProvider time)
    {
        this.time = time;
        this.address = address;
        this.connection = connection;
    }

    /// <summary>Throws <see cref="DatabaseHeldException"/> when another process has it.</summary>
    public static async Task<DatabaseHold> TakeAsync(string address, TimeProvider time, CancellationToken cancellation)
    {
        var opened = await ConnectAsync(address, cancellation);
        for (var look = 0; look < Looks; look++)
        {
            if (await TryLockAsync(opened))
            {
                return new DatabaseHold(address, opened, time);
            }

            await Task.Delay(LookAgainAfter, time, cancellation);
        }

        await using (opened)
        {
            throw new DatabaseHeldException(PostgresAddress.Describe(address), await HolderAsync(opened));
        }
    }

    /// <summary>Makes this node the one that may write, and fences all others.</summary>
    public async Task<long> BeginEpochAsync(string node, CancellationToken cancellation)
    {
        const string sql = """
            SELECT journal_fence(id) FROM nodes;
            INSERT INTO nodes (id, epoch) SELECT @node, coalesce(max(epoch), 0) + 1 FROM nodes;
            DELETE FROM nodes WHERE id <> @node;
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, new { node }, cancellationToken: cancellation));
        return await connection.ExecuteScalarAsync<long>("SELECT epoch FROM nodes WHERE id = @node", new { node });
    }

    /// <summary>
    /// Takes the lock again when the connection was lost, and stops the node when somebody else has it by then: that one
    /// has fenced this node, which can write no more.
    /// </summary>
    public void Guard(IHostApplicationLifetime lifetime, ILogger log) => guarding = GuardAsync(lifetime, log);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await guarding;
        if (connection.State == ConnectionState.Open)
        {
            // Closing alone would leave the lock for a moment.
            await connection.ExecuteAsync("SELECT pg_advisory_unlock_all()");
        }

        await connection.DisposeAsync();
        stop.Dispose();
    }

    private async Task GuardAsync(IHostApplicationLifetime lifetime, ILogger log)
    {
        while (await IsLostAsync())
        {
            LogLost(log, PostgresAddress.Describe(address));
            if (!await TakeAgainAsync())
            {
                if (!stop.IsCancellationRequested)
                {
                    LogTaken(log, PostgresAddress.Describe(address));
                    lifetime.StopApplication();
                }

                return;
            }
        }
    }

    /// <summary>Costs no query: the connection is only listened to. False when the node stops.</summary>
    private async Task<bool> IsLostAsync()
    {
        try
        {
            while (true)
            {
                await connection.WaitAsync(stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception lost) when (lost is NpgsqlException or IOException)
        {
            return true;
        }
    }

    /// <summary>Waits for the database; false when another process has it, or the node stops.</summary>
    private async Task<bool> TakeAgainAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await connection.DisposeAsync();
                connection = await ConnectAsync(address, stop.Token);
                return await TryLockAsync(connection);
            }
            catch (Exception unreachable) when (unreachable is NpgsqlException or IOException or TimeoutException)
            {
                await Task.Delay(TryAgainAfter, time, stop.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return false;
    }

    private static async Task<NpgsqlConnection> ConnectAsync(string address, CancellationToken cancellation)
    {
        // The server's side finds out that this process is gone, and ours that the server is, without a query.
        var settings = new NpgsqlConnectionStringBuilder(address)
        {
            Pooling = false,
            TcpKeepAlive = true,
            ApplicationName = "bud",
        };
        var opened = new NpgsqlConnection(settings.ToString());
        try
        {
            await opened.OpenAsync(cancellation);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private static Task<bool> TryLockAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>("SELECT pg_try_advisory_lock(hashtextextended('budpipeline', 0))");

    /// <summary>Whether some process has the database.</summary>
    internal static Task<bool> IsHeldAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>(
            """
            SELECT EXISTS (
                SELECT 1 FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND objsubid = 1
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND (classid::bigint << 32 | objid::bigint) = hashtextextended('budpipeline', 0))
            """
        );

    /// <summary>Where the node answers that has the database, when it has said so.</summary>
    internal static async Task<Uri?> HolderAsync(NpgsqlConnection connection)
    {
        const string isThere = """
            SELECT EXISTS (
                SELECT 1 FROM information_schema.columns WHERE table_name = 'nodes' AND column_name = 'url')
            """;
        if (!await connection.ExecuteScalarAsync<bool>(isThere))
        {
            return null;
        }

        var url = await connection.ExecuteScalarAsync<string?>(
            "SELECT url FROM nodes WHERE NOT fenced AND url IS NOT NULL"
        );
        return url is null ? null : new Uri(url);
    }

    [LoggerMessage(LogLevel.Warning, "the connection that holds {Database} was lost; taking it again")]
    private static partial void LogLost(ILogger log, string database);

    [LoggerMessage(LogLevel.Critical, "another bud has taken {Database}: this node stops")]
    private static partial void LogTaken(ILogger log, string database);
}

/// <summary>Another process has the database; the message says where and what to do.</summary>
public sealed class DatabaseHeldException(string database, Uri? holder)
    : Exception(
        holder is null
            ? $"{database} is in use by another bud that is just starting: try again, or stop that one"
            : $"{database} is in use by the bud on {holder}: use that one with --server {holder}, or stop it"
    )
{
    /// <summary>Where the node answers that has it; null when it has not said so yet.</summary>
    public Uri? Holder => holder;
}
