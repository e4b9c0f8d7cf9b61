using System.Collections.Immutable;

namespace BudPipeline.Journal;

/// <summary>Whether the database takes writes, as the last commit or probe saw it.</summary>
public sealed record JournalCondition(bool IsHealthy, string? Reason, DateTimeOffset Since);

/// <summary>The condition of a database and its changes; asking it costs no query.</summary>
public sealed class JournalHealth
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private ImmutableArray<Action<JournalCondition>> _subscribers = [];
    private volatile JournalCondition _current;

    internal JournalHealth(TimeProvider time)
    {
        _time = time;
        _current = new JournalCondition(IsHealthy: true, Reason: null, time.GetUtcNow());
    }

    public JournalCondition Current => _current;

    /// <summary>Calls back at every change, on the thread that saw it; dispose the answer to end it.</summary>
    public IDisposable Subscribe(Action<JournalCondition> onChange)
    {
        lock (_gate)
        {
            _subscribers = _subscribers.Add(onChange);
        }

        return new Subscription(this, onChange);
    }

    /// <summary>Completes when the database takes writes, at once if it does now.</summary>
    public async Task WhenHealthyAsync(CancellationToken cancellation = default)
    {
        var healthy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Subscribe(condition =>
        {
            if (condition.IsHealthy)
            {
                healthy.TrySetResult();
            }
        });
        if (!Current.IsHealthy)
        {
            await healthy.Task.WaitAsync(cancellation);
        }
    }

    internal void Recovered() => Change(reason: null);

    internal void Failed(string reason) => Change(reason);

    private void Change(string? reason)
    {
        if (_current.Reason == reason)
        {
            return;
        }

        ImmutableArray<Action<JournalCondition>> subscribers;
        JournalCondition changed;
        lock (_gate)
        {
            var isHealthy = reason is null;
            var since = _current.IsHealthy == isHealthy ? _current.Since : _time.GetUtcNow();
            changed = _current = new JournalCondition(isHealthy, reason, since);
            subscribers = _subscribers;
        }

        foreach (var subscriber in subscribers)
        {
            subscriber(changed);
        }
    }

    private sealed class Subscription(JournalHealth health, Action<JournalCondition> onChange) : IDisposable
    {
        public void Dispose()
        {
            lock (health._gate)
            {
                health._subscribers = health._subscribers.Remove(onChange);
            }
        }
    }
}
