using BudPipeline.Journal.Grouping;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>Somebody's own statements as a member of a group.</summary>
internal abstract class SqliteWork : GroupMember
{
    private const int AssumedBytes = 1024;

    public override int Rows => 1;

    public override long Bytes => AssumedBytes;

    public abstract void Run(SqliteConnection connection, SqliteTransaction transaction);
}

internal sealed class SqliteWork<T>(Func<SqliteConnection, SqliteTransaction, T> work) : SqliteWork
{
    private readonly TaskCompletionSource<T> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Completed => _completed.Task;

    public override void Run(SqliteConnection connection, SqliteTransaction transaction) =>
        _result = work(connection, transaction);

    public override void Complete()
    {
        if (Failure is null)
        {
            _completed.SetResult(_result!);
        }
        else
        {
            _completed.SetException(Failure);
        }
    }
}
