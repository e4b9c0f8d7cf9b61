using Akka.Actor;

namespace BudPipeline.Actors;

/// <summary>
/// One moment an actor waits for. When it comes the actor gets <paramref name="tick"/> and asks <see cref="HasRung"/>,
/// since a tick may be stale, or early where the clock and the timer disagree. Not Akka's scheduler: that one does not
/// follow a <see cref="TimeProvider"/>.
/// </summary>
internal sealed class Alarm(TimeProvider time, IActorRef owner, object tick) : IDisposable
{
    // Timers of the runtime hold no longer waits than 49 days; a longer one rings early and is set again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private ITimer? timer;

    public DateTimeOffset? Due { get; private set; }

    public void Set(DateTimeOffset due)
    {
        if (Due != due)
        {
            Due = due;
            Start();
        }
    }

    public void Set(TimeSpan wait) => Set(time.GetUtcNow() + wait);

    public void SetIfEarlier(DateTimeOffset due)
    {
        if (Due is null || due < Due)
        {
            Set(due);
        }
    }

    public void Clear()
    {
        if (Due is not null)
        {
            Due = null;
            timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>True once for each moment that was set and has come; waits on when it has not come yet.</summary>
    public bool HasRung()
    {
        if (Due is null)
        {
            return false;
        }

        if (time.GetUtcNow() < Due)
        {
            Start();
            return false;
        }

        Due = null;
        return true;
    }

    public void Dispose() => timer?.Dispose();

    private void Start()
    {
        var wait = Due.GetValueOrDefault() - time.GetUtcNow();
        wait =
            wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > LongestWait ? LongestWait
            : wait;
        if (timer is null)
        {
            timer = time.CreateTimer(_ => owner.Tell(tick), null, wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }
}
