using System.Data;
using BudPipeline.Journal.Grouping;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>The writer's connection: commits one group in one transaction.</summary>
internal sealed class SqliteSession : IDisposable
{
    private const string Savepoint = "work";

    private readonly SqliteConnection _connection;
    private readonly SqliteEventTable _events;

    private SqliteSession(SqliteConnection connection)
    {
        _connection = connection;
        _events = new SqliteEventTable(connection);
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

    /// <summary>Events first, then what follows from them, then other people's work.</summary>
    public void Commit(List<GroupMember> group)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var member in group)
        {
            if (member is EventWrite write)
            {
                _events.Insert(write, transaction);
            }
        }

        Project(group, transaction);
        foreach (var member in group)
        {
            if (member is SqliteWork work)
            {
                Run(work, transaction);
            }
        }

        transaction.Commit();
    }

    public bool Holds(EventWrite write) => _events.Holds(write);

    /// <summary>Copies the write-ahead log into the file, as far as other processes let it.</summary>
    public void Checkpoint() => SqliteConnections.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE);");

    public void Dispose()
    {
        _events.Dispose();
        _connection.Dispose();
    }

    private void Project(List<GroupMember> group, SqliteTransaction transaction)
    {
        // Usually one round: only actor systems that share the file have projections of their own.
        foreach (var writes in group.OfType<EventWrite>().GroupBy(write => write.Projections))
        {
            if (writes.Key.IsEmpty)
            {
                continue;
            }

            var entries = writes.SelectMany(write => write.Entries).ToArray();
            foreach (var projection in writes.Key)
            {
                projection.Project(entries, _connection, transaction);
            }
        }
    }

    private void Run(SqliteWork work, SqliteTransaction transaction)
    {
        work.Failure = null;
        transaction.Save(Savepoint);
        try
        {
            work.Run(_connection, transaction);
        }
        catch (Exception failure) when (SqliteFaults.Of(failure) == SqliteFault.Member)
        {
            work.Failure = failure;
            transaction.Rollback(Savepoint);
        }

        transaction.Release(Savepoint);
    }
}
