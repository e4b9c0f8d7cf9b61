using BudPipeline.Journal.Grouping;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace BudPipeline.Journal.Sqlite;

/// <summary>The one thread that writes to a file.</summary>
internal sealed class SqliteWriter : IGroupDatabase, IAsyncDisposable
{
    private readonly SqliteDatabaseOptions _options;
    private readonly GroupWriter _writer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SqliteWriter(SqliteDatabaseOptions options, JournalHealth health)
    {
        _options = options;
        Meters = new JournalMeters(options.Path, () => Waiting);
        _writer = new GroupWriter(
            this,
            SqliteSession.Open(options),
            new GroupLimits(options.GroupRows, options.GroupBytes),
            health,
            Meters,
            options.Time,
            options.Path
        );
        new Thread(Run) { Name = "journal writer", IsBackground = true }.Start();
    }

    public int Waiting => _writer.Waiting;

    public JournalMeters Meters { get; }

    public void Enqueue(GroupMember member) => _writer.Enqueue(member);

    /// <summary>Ends when all that waits is committed; nothing more is taken.</summary>
    public async Task DrainAsync()
    {
        await _writer.CloseAsync();
        await _ended.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();

        // A file that cannot be written any more keeps its log; the next opening copies it.
        await _writer.TryLastAsync(session => ((SqliteSession)session).CheckpointAsync());
        await _writer.DisposeAsync();
        Meters.Dispose();
    }

    public Task<IGroupSession> OpenAsync() => Task.FromResult<IGroupSession>(SqliteSession.Open(_options));

    public GroupFault FaultOf(Exception failure) => SqliteFaults.Of(failure);

    public bool IsTakenNumber(Exception failure) => SqliteFaults.IsTakenNumber(failure);

    public string Describe(Exception failure) => SqliteFaults.Describe(failure, _options.Path);

    public GroupMember NewProbe() => new SqliteWork<bool>(Touch);

    private void Run()
    {
        _writer.Run();
        _ended.SetResult();
    }

    /// <summary>
    /// Only a commit that has to write a page shows that the file can be written; but that page may find room in the log
    /// where a group finds none, and then everybody is woken to fail again.
    /// </summary>
    private bool Touch(SqliteConnection connection, SqliteTransaction transaction)
    {
        if (!SqliteDisk.HasRoom(_options.Path, _options.GroupBytes))
        {
            throw new SqliteException($"there is no room for {_options.GroupBytes} bytes", SQLITE_FULL);
        }

        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        var version = (long)command.ExecuteScalar()!;
        SqliteConnections.Execute(connection, $"PRAGMA user_version = {version}", transaction);
        return true;
    }
}
