using BudPipeline.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Tests.Sqlite;

public sealed class SqliteDatabaseSpecs : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private SqliteDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = SqliteDatabase.Open(new SqliteDatabaseOptions { Path = _folder.File("d.db") });
        await _database.ExecuteAsync((c, t) => Execute(c, t, "CREATE TABLE things (name TEXT NOT NULL UNIQUE)"));
    }

    public Task DisposeAsync() => _database.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Work_returns_what_it_found()
    {
        var count = await _database.ExecuteAsync(
            (c, t) =>
            {
                Execute(c, t, "INSERT INTO things VALUES ('a')");
                return Count(c, t);
            }
        );
        Assert.Equal(1, count);
        Assert.Equal(1, await _database.QueryAsync(c => Count(c, null)));
    }

    [Fact]
    public async Task Work_that_fails_undoes_its_own_changes_alone()
    {
        using var meter = new CommitMeter(_database.Path);
        using var released = new ManualResetEventSlim();
        var hold = _database.ExecuteAsync((_, _) => released.Wait());
        var before = _database.ExecuteAsync((c, t) => Execute(c, t, "INSERT INTO things VALUES ('a')"));
        var failing = _database.ExecuteAsync(
            (c, t) =>
            {
                Execute(c, t, "INSERT INTO things VALUES ('b')");
                Execute(c, t, "INSERT INTO things VALUES ('a')");
            }
        );
        var throwing = _database.ExecuteAsync(
            (c, t) =>
            {
                Execute(c, t, "INSERT INTO things VALUES ('c')");
                throw new TimeZoneNotFoundException("thrown");
            }
        );
        var after = _database.ExecuteAsync((c, t) => Execute(c, t, "INSERT INTO things VALUES ('d')"));
        released.Set();

        await Task.WhenAll(hold, before, after);
        await Assert.ThrowsAsync<SqliteException>(() => failing);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => throwing);
        Assert.Equal(2, await _database.QueryAsync(c => Count(c, null)));
        Assert.True(meter.Writes.Count <= 2, "what failed cost commits of its own");
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await Assert.ThrowsAsync<SqliteException>(() =>
            _database.QueryAsync(c =>
            {
                Execute(c, null, "INSERT INTO things VALUES ('x')");
                return true;
            })
        );
        Assert.Equal(0, await _database.QueryAsync(c => Count(c, null)));
    }

    [Fact]
    public async Task Commits_are_synchronous_and_logged_ahead()
    {
        var pragmas = await _database.ExecuteAsync(
            (c, t) =>
                (
                    Scalar(c, t, "PRAGMA journal_mode"),
                    Scalar(c, t, "PRAGMA synchronous"),
                    Scalar(c, t, "PRAGMA wal_autocheckpoint"),
                    Scalar(c, t, "PRAGMA busy_timeout")
                )
        );
        Assert.Equal(("wal", (object)2L, (object)4000L, (object)5000L), pragmas);
    }

    [Fact]
    public async Task A_closed_database_refuses_work_in_words()
    {
        await _database.DisposeAsync();
        var refused = await Assert.ThrowsAsync<JournalWriteException>(() => _database.ExecuteAsync((_, _) => { }));
        Assert.Contains("is closed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_database_leaves_no_log_behind()
    {
        await _database.ExecuteAsync((c, t) => Execute(c, t, "INSERT INTO things VALUES ('a')"));
        var log = _database.Path + "-wal";
        Assert.True(File.Exists(log));
        await _database.DisposeAsync();
        Assert.False(File.Exists(log) && new FileInfo(log).Length > 0);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_at_the_start()
    {
        var path = _folder.File("text.db");
        File.WriteAllText(path, new string('x', 4096));
        Assert.Throws<SqliteException>(() => SqliteDatabase.Open(new SqliteDatabaseOptions { Path = path }));
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static long Count(SqliteConnection connection, SqliteTransaction? transaction) =>
        (long)Scalar(connection, transaction, "SELECT count(*) FROM things")!;
}
