using BudPipeline.Journal.Grouping;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>
/// While the file is unusable nobody may be writing, so nobody would see it heal: writes something harmless, at
/// growing intervals, until a commit succeeds. A healthy journal is never probed.
/// </summary>
internal sealed class HealthProbe : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly ITimer _timer;
    private TimeSpan _delay = FirstDelay;

    public HealthProbe(TimeProvider time, Action<GroupMember> enqueue)
    {
        _timer = time.CreateTimer(
            _ => enqueue(new SqliteWork<bool>(Touch)),
            state: null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public void Start()
    {
        _timer.Change(_delay, Timeout.InfiniteTimeSpan);
        _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
    }

    public void Stop()
    {
        if (_delay != FirstDelay)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _delay = FirstDelay;
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    /// <summary>Only a commit that has to write a page shows that the disk has room.</summary>
    private static bool Touch(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        var version = (long)command.ExecuteScalar()!;
        SqliteConnections.Execute(connection, $"PRAGMA user_version = {version}", transaction);
        return true;
    }
}
