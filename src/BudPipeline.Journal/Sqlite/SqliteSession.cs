using System.Data;
using BudPipeline.Journal.Grouping;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>The writer's connection: commits one group in one transaction.</summary>
internal sealed class SqliteSession : IGroupSession
{
    private const string Savepoint = "work";

    private readonly SqliteConnection _connection;
    private readonly SqliteEventTable _events;
    private readonly SqliteRowTable _rows;

    private SqliteSession(SqliteConnection connection)
    {
        _connection = connection;
        _events = new SqliteEventTable(connection);
        _rows = new SqliteRowTable(connection);
    }

    /// <summary>Opens the file and creates the tables that it lacks.</summary>
    public static SqliteSession Open(SqliteDatabaseOptions options)
    {
        var connection = SqliteConnections.OpenWriter(options);
        try
        {
            SqliteConnections.Execute(connection, JournalSchema.Sqlite);
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public bool IsOpen => _connection.State == ConnectionState.Open;

    public Task CommitAsync(List<GroupMember> group)
    {
        Commit(group);
        return Task.CompletedTask;
    }

    public Task<bool> HoldsAsync(EventWrite write) => Task.FromResult(_events.Holds(write));

    /// <summary>Copies the write-ahead log into the file, as far as other processes let it.</summary>
    public Task CheckpointAsync()
    {
        SqliteConnections.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE);");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _events.Dispose();
        _rows.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Events first, then what follows from them, then other people's work.</summary>
    private void Commit(List<GroupMember> group)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var member in group)
        {
            if (member is EventWrite write)
            {
                _events.Insert(write, transaction);
            }
        }

        _rows.Write(GroupProjection.Of(group, writer: 0), transaction);
        foreach (var member in group)
        {
            if (member is SqliteWork work)
            {
                Run(work, transaction);
            }
        }

        transaction.Commit();
    }

    private void Run(SqliteWork work, SqliteTransaction transaction)
    {
        work.Failure = null;
        transaction.Save(Savepoint);
        try
        {
            work.Run(_connection, transaction);
        }
        catch (Exception failure) when (SqliteFaults.Of(failure) == GroupFault.Member)
        {
            work.Failure = failure;
            transaction.Rollback(Savepoint);
        }

        transaction.Release(Savepoint);
    }
}
