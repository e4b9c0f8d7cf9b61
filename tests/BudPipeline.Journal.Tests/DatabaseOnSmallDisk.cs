using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;
using BudPipeline.TestDatabases;

namespace BudPipeline.Journal.Tests;

/// <summary>A file, or a server of its own, on a disk that can be filled.</summary>
internal sealed class DatabaseOnSmallDisk : IDisposable
{
    private const int Megabytes = 256;
    private const int MegabytesOfARound = 10;

    private readonly PostgresCluster? _server;
    private readonly string _address;

    /// <summary>With room for what the writers of so many rounds write.</summary>
    public DatabaseOnSmallDisk(DatabaseDialect dialect, int rounds)
    {
        Disk = SmallDisk.Mount(Megabytes + (rounds * MegabytesOfARound));
        try
        {
            if (dialect == DatabaseDialect.PostgreSql)
            {
                _server = PostgresCluster.StartOwnIn(Disk.OpenFolder("server"), "max_wal_size=64MB");
            }

            _address = _server is null ? Disk.File("journal.db") : _server.NewDatabase();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public SmallDisk Disk { get; }

    /// <summary>Without Npgsql's pools, which outlive what they are connected to.</summary>
    public string Address => _server is null ? _address : _address + ";Pooling=false";

    public Task<JournalDatabase> OpenAsync() => OpenAsync(TimeProvider.System);

    public async Task<JournalDatabase> OpenAsync(TimeProvider time) =>
        _server is null
            ? SqliteDatabase.Open(new SqliteDatabaseOptions { Path = _address, Time = time })
            : await PostgresDatabase.OpenAsync(
                new PostgresDatabaseOptions
                {
                    ConnectionString = _address,
                    Writers = 1,
                    Time = time,
                }
            );

    /// <summary>Makes room, starts a server that has given up, and ends when the journal takes writes again.</summary>
    public Task HealAsync(JournalLoad load)
    {
        Disk.Free();
        return JournalLoad.UntilAsync(() =>
        {
            if (_server is { IsRunning: false })
            {
                _server.StartAgain();
            }

            return load.Health.Current.IsHealthy;
        });
    }

    public void Dispose()
    {
        _server?.Dispose();
        Disk.Dispose();
    }
}
