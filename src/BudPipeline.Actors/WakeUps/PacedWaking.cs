using Akka.Actor;
using BudPipeline.Actors.Executions;

namespace BudPipeline.Actors.WakeUps;

/// <summary>
/// Wakes many executions, a few at a time: a recovery is a query, and ten thousand at once would starve everything else.
/// The next one goes out when one has answered, or when none has for too long.
/// </summary>
internal sealed class PacedWaking(EngineOptions options, TimeProvider time, IActorRef self, IActorRef region)
    : IDisposable
{
    private readonly Queue<string> waiting = new();
    private readonly HashSet<string> awaited = [];
    private readonly Alarm patience = new(time, self, Tick.Instance);

    /// <summary>True when nobody waits for others to answer.</summary>
    public bool AllSent => waiting.Count == 0;

    /// <summary>True when all have answered, or were given up.</summary>
    public bool AllAnswered => AllSent && awaited.Count == 0;

    public void Add(IEnumerable<string> executionIds)
    {
        foreach (var id in executionIds)
        {
            waiting.Enqueue(id);
        }

        Send();
    }

    /// <summary>False for one that nobody waits for.</summary>
    public bool Answered(string executionId)
    {
        if (!awaited.Remove(executionId))
        {
            return false;
        }

        Send();
        return true;
    }

    /// <summary>To be called at every <see cref="Tick"/>: those that did not answer crashed, and are the reviver's.</summary>
    public void LosePatience()
    {
        if (patience.HasRung())
        {
            awaited.Clear();
            Send();
        }
    }

    public void Dispose() => patience.Dispose();

    private void Send()
    {
        while (awaited.Count < options.WakeWindow && waiting.TryDequeue(out var id))
        {
            if (awaited.Add(id))
            {
                region.Tell(new ExecutionProtocol.WakeExecution(id), self);
            }
        }

        if (awaited.Count > 0)
        {
            patience.Set(options.WakePatience);
        }
        else
        {
            patience.Clear();
        }
    }

    internal sealed class Tick : INoSerializationVerificationNeeded
    {
        private Tick() { }

        public static Tick Instance { get; } = new();
    }
}
