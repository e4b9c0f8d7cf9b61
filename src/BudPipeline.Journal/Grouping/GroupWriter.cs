namespace BudPipeline.Journal.Grouping;

/// <summary>
/// Commits groups one after another on one connection. A group that fails for something in it is tried again member by
/// member; one that fails for the database is tried again as a whole a few times, then fails, and a probe finds out when
/// the database takes writes again.
/// </summary>
internal sealed class GroupWriter : IAsyncDisposable
{
    private const int Attempts = 3;

    private readonly IGroupDatabase _database;
    private readonly JournalHealth _health;
    private readonly JournalMeters _meters;
    private readonly GroupQueue _queue;
    private readonly HealthProbe _probe;
    private readonly TimeProvider _time;
    private readonly string _address;
    private IGroupSession? _session;

    public GroupWriter(
        IGroupDatabase database,
        IGroupSession session,
        GroupLimits limits,
        JournalHealth health,
        JournalMeters meters,
        TimeProvider time,
        string address
    )
    {
        _database = database;
        _session = session;
        _health = health;
        _meters = meters;
        _queue = new GroupQueue(limits);
        _probe = new HealthProbe(time, () => Enqueue(database.NewProbe()));
        _time = time;
        _address = address;
    }

    public int Waiting => _queue.Count;

    public void Enqueue(GroupMember member)
    {
        if (!_queue.TryAdd(member))
        {
            member.Failure = new JournalWriteException($"The database '{_address}' is closed.");
            member.Complete();
        }
    }

    /// <summary>After this nothing more is taken; <see cref="RunAsync"/> ends when all that waits is committed.</summary>
    public async Task CloseAsync()
    {
        await _probe.DisposeAsync();
        _queue.Complete();
    }

    /// <summary>The writer's loop.</summary>
    public async Task RunAsync()
    {
        while (await _queue.TakeAsync() is { } group)
        {
            await CommitAsync(group);
        }
    }

    /// <summary>The writer's loop on the calling thread, for a session whose tasks end before they are returned.</summary>
    public void Run()
    {
        while (true)
        {
            var taking = _queue.TakeAsync();
            var group = taking.IsCompleted ? taking.Result : taking.AsTask().GetAwaiter().GetResult();
            if (group is null)
            {
                return;
            }

            CommitAsync(group).GetAwaiter().GetResult();
        }
    }

    /// <summary>Uses the connection once more, after the loop has ended, if there still is one.</summary>
    public async Task<Exception?> TryLastAsync(Func<IGroupSession, Task> step) =>
        _session is null ? null : await TryAsync(step);

    public async ValueTask DisposeAsync()
    {
        await _probe.DisposeAsync();
        if (_session is not null)
        {
            await _session.DisposeAsync();
            _session = null;
        }
    }

    private async Task CommitAsync(List<GroupMember> group)
    {
        var startedAt = _time.GetTimestamp();
        var failure = await TryCommitAsync(group);
        if (failure is null)
        {
            _meters.Committed(
                group.Count,
                group.Sum(member => member is EventWrite ? member.Rows : 0),
                _time.GetElapsedTime(startedAt)
            );
            _health.Recovered();
            _probe.Stop();
            Answer(group);
        }
        else if (_database.FaultOf(failure) != GroupFault.Member)
        {
            var reason = _database.Describe(failure);
            Fail(group, new JournalWriteException(reason, failure));
            _health.Failed(reason);
            _probe.Start();
        }
        else if (group.Count > 1)
        {
            foreach (var member in group)
            {
                await CommitAsync([member]);
            }
        }
        else if (group[0] is EventWrite write && _database.IsTakenNumber(failure))
        {
            await SettleAsync(write, failure);
        }
        else
        {
            Fail(group, new JournalWriteException($"The write was refused: {failure.Message}", failure));
            if (!_health.Current.IsHealthy)
            {
                // It may have been the probe.
                _probe.Start();
            }
        }
    }

    private async Task<Exception?> TryCommitAsync(List<GroupMember> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            var failure = await TryAsync(session => session.CommitAsync(group));
            if (
                failure is null
                || attempt == Attempts
                || _database.FaultOf(failure) is GroupFault.Member or GroupFault.Fenced
            )
            {
                return failure;
            }
        }
    }

    /// <summary>Its own rows there: an earlier attempt was committed. Another's: a second incarnation is at work.</summary>
    private async Task SettleAsync(EventWrite write, Exception failure)
    {
        var isWritten = false;
        var unreadable = await TryAsync(async session => isWritten = await session.HoldsAsync(write));
        if (isWritten)
        {
            Answer([write]);
            return;
        }

        var first = write.Events[0].SequenceNr;
        var last = write.Events[^1].SequenceNr;
        var reason = unreadable is null
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

        Answer(group);
    }

    /// <summary>Answers elsewhere: the next group must not wait for them.</summary>
    private static void Answer(List<GroupMember> group) =>
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

    private async Task<Exception?> TryAsync(Func<IGroupSession, Task> step)
    {
        try
        {
            _session ??= await _database.OpenAsync();
            await step(_session);
            return null;
        }
#pragma warning disable CA1031 // Whatever is thrown here is the answer to those whose write it was.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (_session is not null && (!_session.IsOpen || _database.FaultOf(failure) == GroupFault.Broken))
            {
                await _session.DisposeAsync();
                _session = null;
            }

            return failure;
        }
    }
}
