using BudPipeline.Journal.Grouping;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>
/// A SQLite file with one writer and a few readers, shared by the journal and whoever else has tables in it.
/// Disposing it commits what waits and closes the file.
/// </summary>
public sealed class SqliteDatabase : ISqliteWriter, IAsyncDisposable
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly Lock _gate = new();
    private Task? _closing;

    private SqliteDatabase(SqliteDatabaseOptions options)
    {
        Path = options.Path;
        Time = options.Time;
        Health = new JournalHealth(options.Time);
        _writer = new SqliteWriter(options, Health);
        _readers = new SqliteReaders(options);
    }

    /// <summary>Opens or creates the file and its journal tables; throws <see cref="SqliteException"/> if it cannot.</summary>
    public static SqliteDatabase Open(SqliteDatabaseOptions options)
    {
        options.Validate();
        var path = System.IO.Path.GetFullPath(options.Path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return new SqliteDatabase(options with { Path = path });
    }

    public string Path { get; }

    public JournalHealth Health { get; }

    /// <summary>Writes that no group has taken yet; the edge bounds memory by it.</summary>
    public int WaitingWrites => _writer.Waiting;

    internal TimeProvider Time { get; }

    internal JournalMeters Meters => _writer.Meters;

    public Task<T> ExecuteAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work)
    {
        var member = new SqliteWork<T>(work);
        _writer.Enqueue(member);
        return member.Completed;
    }

    public Task ExecuteAsync(Action<SqliteConnection, SqliteTransaction> work) =>
        ExecuteAsync<object?>(
            (connection, transaction) =>
            {
                work(connection, transaction);
                return null;
            }
        );

    /// <summary>
    /// Runs <paramref name="read"/> on a pooled connection that cannot write; it sees everything acknowledged before.
    /// </summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read) =>
        _readers.ReadAsync(reader => read(reader.Connection));

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_closing ??= CloseAsync());
        }
    }

    internal void Enqueue(GroupMember member) => _writer.Enqueue(member);

    internal Task<T> ReadAsync<T>(Func<SqliteReader, T> read) => _readers.ReadAsync(read);

    private async Task CloseAsync()
    {
        await _writer.DrainAsync();
        await _readers.DisposeAsync();
        await _writer.DisposeAsync();
    }
}
