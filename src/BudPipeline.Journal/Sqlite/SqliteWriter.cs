using BudPipeline.Journal.Grouping;

namespace BudPipeline.Journal.Sqlite;

/// <summary>
/// The one thread that writes to a file. A group that fails for something in it is tried again member by member; one
/// that fails for the file is tried again as a whole a few times, then fails, and a probe finds out when the file is
/// usable again.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int Attempts = 3;

    private readonly SqliteDatabaseOptions _options;
    private readonly JournalHealth _health;
    private readonly JournalMeters _meters;
    private readonly GroupQueue _queue;
    private readonly HealthProbe _probe;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteSession? _session;

    public SqliteWriter(SqliteDatabaseOptions options, JournalHealth health)
    {
        _options = options;
        _health = health;
        _queue = new GroupQueue(new GroupLimits(options.GroupRows, options.GroupBytes));
        _meters = new JournalMeters(options.Path, () => _queue.Count);
        _probe = new HealthProbe(options.Time, Enqueue);
        _session = SqliteSession.Open(options);
        new Thread(Run) { Name = "journal writer", IsBackground = true }.Start();
    }

    public int Waiting => _queue.Count;

    public JournalMeters Meters => _meters;

    public void Enqueue(GroupMember member)
    {
        if (!_queue.TryAdd(member))
        {
            member.Failure = new JournalWriteException($"The database '{_options.Path}' is closed.");
            member.Complete();
        }
    }

    /// <summary>Ends when all that waits is committed; nothing more is taken.</summary>
    public async Task DrainAsync()
    {
        await _probe.DisposeAsync();
        _queue.Complete();
        await _ended.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        if (_session is not null)
        {
            Try(session => session.Checkpoint());
            _session?.Dispose();
            _session = null;
        }

        _meters.Dispose();
    }

    private void Run()
    {
        while (_queue.TryTake(out var group))
        {
            Commit(group);
        }

        _ended.SetResult();
    }

    private void Commit(List<GroupMember> group)
    {
        var startedAt = _options.Time.GetTimestamp();
        var failure = TryCommit(group);
        if (failure is null)
        {
            _meters.Committed(
                group.Count,
                group.Sum(member => member is EventWrite ? member.Rows : 0),
                _options.Time.GetElapsedTime(startedAt)
            );
            _health.Recovered();
            _probe.Stop();
            Complete(group);
        }
        else if (SqliteFaults.Of(failure) != SqliteFault.Member)
        {
            var reason = SqliteFaults.Describe(failure, _options.Path);
            Fail(group, new JournalWriteException(reason, failure));
            _health.Failed(reason);
            _probe.Start();
        }
        else if (group.Count > 1)
        {
            foreach (var member in group)
            {
                Commit([member]);
            }
        }
        else if (group[0] is EventWrite write && SqliteFaults.IsTakenNumber(failure))
        {
            Settle(write, failure);
        }
        else
        {
            Fail(group, new JournalWriteException($"The write was refused: {failure.Message}", failure));
        }
    }

    private Exception? TryCommit(List<GroupMember> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            var failure = Try(session => session.Commit(group));
            if (failure is null || attempt == Attempts || SqliteFaults.Of(failure) == SqliteFault.Member)
            {
                return failure;
            }
        }
    }

    /// <summary>Its own rows there: an earlier attempt was committed. Another's: a second incarnation is at work.</summary>
    private void Settle(EventWrite write, Exception failure)
    {
        var isWritten = false;
        var unreadable = Try(session => isWritten = session.Holds(write));
        if (isWritten)
        {
            Complete([write]);
            return;
        }

        var first = write.Events[0].SequenceNr;
        var last = write.Events[^1].SequenceNr;
        var reason =
            unreadable is null && SqliteFaults.Of(failure) == SqliteFault.Member
                ? $"Events {first} to {last} of '{write.PersistenceId}' were not written: another incarnation of the actor "
                    + "has used these numbers, or a projection broke a unique constraint"
                : $"Events {first} to {last} of '{write.PersistenceId}' were not written";
        Fail([write], new JournalWriteException($"{reason}: {failure.Message}", failure));
    }

    private void Fail(List<GroupMember> group, Exception failure)
    {
        foreach (var member in group)
        {
            member.Failure = failure;
            _meters.Failed();
        }

        Complete(group);
    }

    /// <summary>Answers elsewhere: the next group must not wait for them.</summary>
    private static void Complete(List<GroupMember> group) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static members =>
            {
                foreach (var member in members)
                {
                    member.Complete();
                }
            },
            group,
            preferLocal: false
        );

    private Exception? Try(Action<SqliteSession> step)
    {
        try
        {
            step(_session ??= SqliteSession.Open(_options));
            return null;
        }
#pragma warning disable CA1031 // Whatever is thrown here is the answer to those whose write it was.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (_session is { IsOpen: false } || SqliteFaults.Of(failure) == SqliteFault.Broken)
            {
                _session?.Dispose();
                _session = null;
            }

            return failure;
        }
    }
}
