using System.Collections.Concurrent;

namespace BudPipeline.Journal.Sqlite;

/// <summary>Connections for reading, opened when first needed; more readers than connections wait their turn.</summary>
internal sealed class SqliteReaders(SqliteDatabaseOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _permits = new(options.Readers);
    private readonly ConcurrentBag<SqliteReader> _idle = [];

    public async Task<T> ReadAsync<T>(Func<SqliteReader, T> read)
    {
        await _permits.WaitAsync();
        try
        {
            // SQLite reads block: not on the caller's thread, which may be an actor's.
            return await Task.Run(() => Read(read));
        }
        finally
        {
            _permits.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var reader = 0; reader < options.Readers; reader++)
        {
            await _permits.WaitAsync();
        }

        foreach (var reader in _idle)
        {
            reader.Dispose();
        }

        _permits.Dispose();
    }

    private T Read<T>(Func<SqliteReader, T> read)
    {
        var reader = _idle.TryTake(out var idle) ? idle : new SqliteReader(options);
        var result = default(T);
        var isSound = false;
        try
        {
            result = read(reader);
            isSound = true;
        }
        finally
        {
            if (isSound)
            {
                _idle.Add(reader);
            }
            else
            {
                reader.Dispose();
            }
        }

        return result;
    }
}
