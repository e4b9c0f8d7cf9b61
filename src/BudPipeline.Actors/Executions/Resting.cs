using Akka.Actor;
using Akka.Event;
using BudPipeline.Actors.WakeUps;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Executions;

/// <summary>
/// When an execution leaves memory: once it has ended, or when nothing of it runs and its next moment is far. Then its
/// row says so, which is what parked means, and whoever wakes parked ones is told of the moment.
/// </summary>
internal sealed class Resting(string executionId, IActorRef execution, ExecutionRoom room, Func<ILoggingAdapter> log)
    : IDisposable
{
    private readonly Alarm idle = new(room.Time, execution, Tick.Instance);

    /// <summary>Whether its row says that it is parked.</summary>
    public bool IsParked { get; private set; }

    /// <summary>Starts the wait after which it may leave, or ends it.</summary>
    public void Consider(ExecutionState state, bool watched)
    {
        if (May(state, watched))
        {
            idle.Set(state.Status.IsTerminal() ? room.Options.KeepEndedFor : room.Options.IdleAfter);
        }
        else
        {
            idle.Clear();
        }
    }

    /// <summary>At a <see cref="Tick"/>: whether the time to leave has come.</summary>
    public bool IsTime(ExecutionState? state, bool watched) =>
        idle.HasRung() && state is not null && May(state, watched);

    /// <summary>Marks it as parked; <see cref="Ended"/> follows.</summary>
    public void Park(CancellationToken cancellation)
    {
        _ = ParkAsync(cancellation)
            .PipeTo(execution, execution, success: () => new Ended(null), failure: cause => new Ended(cause));
    }

    /// <summary>The mark is written, or could not be.</summary>
    public void Take(Ended ended, DateTimeOffset? nextDue)
    {
        IsParked = ended.Failure is null;
        if (!IsParked)
        {
            log().Warning(ended.Failure, "{ExecutionId} could not be parked and stays in memory", executionId);
        }
        else if (nextDue is { } due)
        {
            room.WakeUps.Tell(new WakeUpProtocol.ParkedUntil(due), execution);
        }
    }

    /// <summary>It wrote something, and that cleared the mark.</summary>
    public void Wrote() => IsParked = false;

    public void Dispose() => idle.Dispose();

    private bool May(ExecutionState state, bool watched) =>
        state.Status.IsTerminal()
        || (
            room.Options.ResumesAll
            && !watched
            && !state.HasLiveAttempts
            && (state.NextDue is not { } due || due - room.Time.GetUtcNow() > room.Options.ParkAfter)
        );

    private async Task ParkAsync(CancellationToken cancellation) =>
        await room.Directory.ParkAsync(executionId, cancellation);

    internal sealed class Tick : INoSerializationVerificationNeeded
    {
        private Tick() { }

        public static Tick Instance { get; } = new();
    }

    internal sealed record Ended(Exception? Failure) : INoSerializationVerificationNeeded;
}
