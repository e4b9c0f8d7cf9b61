namespace BudPipeline.Actors.Revival;

/// <summary>How often each execution has crashed running. Pure.</summary>
internal sealed class CrashCounts(TimeSpan calmAfter)
{
    private readonly Dictionary<string, Crashes> crashes = [];

    /// <summary>One crash more: how many that makes without a calm time between them.</summary>
    public int Add(string executionId, DateTimeOffset now)
    {
        var known = crashes.GetValueOrDefault(executionId);
        var count = now - known.Last < calmAfter ? known.Count + 1 : 1;
        crashes[executionId] = new Crashes(count, now);
        return count;
    }

    public void Forget(string executionId) => crashes.Remove(executionId);

    /// <summary>Forgets whoever has been calm long enough.</summary>
    public void ForgetCalm(DateTimeOffset now)
    {
        foreach (var (id, known) in crashes)
        {
            if (now - known.Last >= calmAfter)
            {
                crashes.Remove(id);
            }
        }
    }

    private readonly record struct Crashes(int Count, DateTimeOffset Last);
}
