using System.Collections.Immutable;
using System.Data.Common;
using BudPipeline.Journal.Projections;

namespace BudPipeline.Journal;

/// <summary>The databases that can hold a journal.</summary>
public enum DatabaseDialect
{
    Sqlite,
    PostgreSql,
}

/// <summary>
/// A database that holds a journal, shared by the actor system and whoever else has tables in it.
/// Disposing it commits what waits and closes it.
/// </summary>
public abstract class JournalDatabase : IAsyncDisposable
{
    /// <summary>The name of the meter by which databases speak of themselves.</summary>
    public const string MeterName = "BudPipeline.Journal";

    private protected JournalDatabase() { }

    public abstract DatabaseDialect Dialect { get; }

    /// <summary>Where it is, without secrets: a file's path, or host, port and database.</summary>
    public abstract string Address { get; }

    public abstract JournalHealth Health { get; }

    public NewIds NewIds { get; } = new();

    /// <summary>Writes that no group has taken yet; the edge bounds memory by it.</summary>
    public abstract int WaitingWrites { get; }

    /// <summary>Runs <paramref name="read"/> on a pooled connection; it sees everything acknowledged before.</summary>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read);

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction and completes when that is durable; when it throws, its changes
    /// alone are undone and the task faults with what it threw. It must be short, give its commands the transaction,
    /// await nothing but them, and have no effect outside it: after a rollback it may run again.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work);

    /// <summary>
    /// Writes what projections derive from events that are in the journal already, with a connection and transaction that
    /// <see cref="WriteAsync"/> gave.
    /// </summary>
    public Task ProjectAsync(
        IReadOnlyList<JournalEntry> entries,
        IReadOnlyList<IJournalProjection> projections,
        DbConnection connection,
        DbTransaction transaction
    )
    {
        var rows = new RowBatch(writer: 0);
        foreach (var projection in projections)
        {
            projection.Project(entries, rows);
        }

        return WriteRowsAsync(rows, connection, transaction);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Writes rows outside of a group.</summary>
    internal abstract Task WriteRowsAsync(RowBatch rows, DbConnection connection, DbTransaction transaction);

    internal abstract IJournalStore StoreWith(ImmutableArray<IJournalProjection> projections);
}
