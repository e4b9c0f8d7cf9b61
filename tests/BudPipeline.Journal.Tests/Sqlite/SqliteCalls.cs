using BudPipeline.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Tests.Sqlite;

/// <summary>Calls with statements that block, as SQLite's do.</summary>
internal static class SqliteCalls
{
    public static Task<T> ExecuteAsync<T>(
        this SqliteDatabase database,
        Func<SqliteConnection, SqliteTransaction, T> work
    ) => database.WriteAsync((c, t) => Task.FromResult(work((SqliteConnection)c, (SqliteTransaction)t)));

    public static Task ExecuteAsync(this SqliteDatabase database, Action<SqliteConnection, SqliteTransaction> work) =>
        database.ExecuteAsync(
            (c, t) =>
            {
                work(c, t);
                return true;
            }
        );

    public static Task<T> QueryAsync<T>(this SqliteDatabase database, Func<SqliteConnection, T> read) =>
        database.ReadAsync(c => Task.FromResult(read((SqliteConnection)c)));
}
