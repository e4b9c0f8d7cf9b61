using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>The only door to write to a SQLite file that holds a journal: what goes through it shares group commits.</summary>
public interface ISqliteWriter
{
    /// <summary>
    /// Runs <paramref name="work"/> on the writer's thread in a savepoint of the next commit, and completes when that
    /// is durable. When it throws, its changes alone are undone and the task faults with what it threw. It must be
    /// short, give its commands the transaction, and have no effect outside it: after a rollback it runs again.
    /// </summary>
    Task<T> ExecuteAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work);

    /// <inheritdoc cref="ExecuteAsync{T}"/>
    Task ExecuteAsync(Action<SqliteConnection, SqliteTransaction> work);
}
