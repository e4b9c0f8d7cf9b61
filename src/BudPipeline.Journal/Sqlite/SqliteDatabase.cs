using System.Collections.Immutable;
using System.Data.Common;
using BudPipeline.Journal.Grouping;
using BudPipeline.Journal.Projections;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>
/// A SQLite file with one writer and a few readers, shared by the journal and whoever else has tables in it.
/// Disposing it commits what waits and closes the file.
/// </summary>
public sealed class SqliteDatabase : JournalDatabase
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

    public override DatabaseDialect Dialect => DatabaseDialect.Sqlite;

    public override string Address => Path;

    public override JournalHealth Health { get; }

    public override int WaitingWrites => _writer.Waiting;

    internal TimeProvider Time { get; }

    internal JournalMeters Meters => _writer.Meters;

    /// <summary>Shares the next group commit of the one writer; on its thread, in a savepoint.</summary>
    public override Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work) =>
        Meters.TimeAsync(
            "write",
            () =>
            {
                // SQLite's asynchronous methods end before they return.
                var member = new SqliteWork<T>(
                    (connection, transaction) => work(connection, transaction).GetAwaiter().GetResult()
                );
                _writer.Enqueue(member);
                return member.Completed;
            }
        );

    /// <summary>On a connection that cannot write.</summary>
    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read) =>
        ReadAsync((SqliteReader reader) => read(reader.Connection).GetAwaiter().GetResult());

    public override ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_closing ??= CloseAsync());
        }
    }

    internal override Task WriteRowsAsync(RowBatch rows, DbConnection connection, DbTransaction transaction)
    {
        using var table = new SqliteRowTable((SqliteConnection)connection);
        table.Write(rows, (SqliteTransaction)transaction);
        return Task.CompletedTask;
    }

    internal override IJournalStore StoreWith(ImmutableArray<IJournalProjection> projections) =>
        new SqliteJournalStore(this, projections);

    internal void Enqueue(GroupMember member) => _writer.Enqueue(member);

    internal Task<T> ReadAsync<T>(Func<SqliteReader, T> read)
    {
        Meters.Reads();
        return Meters.TimeAsync("read", () => _readers.ReadAsync(read));
    }

    private async Task CloseAsync()
    {
        await _writer.DrainAsync();
        await _readers.DisposeAsync();
        await _writer.DisposeAsync();
    }
}
