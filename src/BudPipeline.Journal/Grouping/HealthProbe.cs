namespace BudPipeline.Journal.Grouping;

/// <summary>
/// While a database is unusable nobody may be writing, so nobody would see it heal: has something harmless written, at
/// growing intervals, until a commit succeeds. A healthy journal is never probed.
/// </summary>
internal sealed class HealthProbe : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly ITimer _timer;
    private TimeSpan _delay = FirstDelay;
    private volatile bool _isDue;

    public HealthProbe(TimeProvider time, Action probe)
    {
        _timer = time.CreateTimer(
            _ =>
            {
                _isDue = false;
                probe();
            },
            state: null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Unless a probe is due already: others that fail meanwhile must not put it off.</summary>
    public void Start()
    {
        if (_isDue)
        {
            return;
        }

        _isDue = true;
        _timer.Change(_delay, Timeout.InfiniteTimeSpan);
        _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
    }

    public void Stop()
    {
        if (_delay != FirstDelay)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _delay = FirstDelay;
            _isDue = false;
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
