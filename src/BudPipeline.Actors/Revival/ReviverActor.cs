using Akka.Actor;
using Akka.Event;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.WakeUps;

namespace BudPipeline.Actors.Revival;

/// <summary>
/// A persistent actor stops when a write or its recovery fails, and nobody starts it again. This one does: with growing
/// waits, once the journal is healthy, and not for ever: who crashes again and again is quarantined.
/// </summary>
internal sealed class ReviverActor : UntypedActor
{
    private readonly EngineOptions options;
    private readonly TimeProvider time;
    private readonly IExecutionDirectory directory;
    private readonly IJournalHealth journal;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly CancellationTokenSource lifetime = new();
    private readonly CrashCounts crashes;
    private readonly Dictionary<string, DateTimeOffset> asleep = [];
    private readonly HashSet<string> quarantined = [];
    private readonly PacedWaking waking;
    private readonly Alarm next;
    private bool awaitsHealth;

    public ReviverActor(
        EngineOptions options,
        TimeProvider time,
        IExecutionDirectory directory,
        IJournalHealth journal,
        IActorRef region
    )
    {
        this.options = options;
        this.time = time;
        this.directory = directory;
        this.journal = journal;
        crashes = new CrashCounts(options.CalmAfter);
        waking = new PacedWaking(options, time, Self, region);
        next = new Alarm(time, Self, Tick.Next);
    }

    private enum Tick
    {
        Next,
    }

    public static Props Props(
        EngineOptions options,
        TimeProvider time,
        IExecutionDirectory directory,
        IJournalHealth journal,
        IActorRef region
    ) => Akka.Actor.Props.Create(() => new ReviverActor(options, time, directory, journal, region));

    protected override void PostStop()
    {
        lifetime.Cancel();
        lifetime.Dispose();
        waking.Dispose();
        next.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReviverProtocol.ExecutionCrashed crash when !quarantined.Contains(crash.ExecutionId):
                waking.Answered(crash.ExecutionId);
                Crashed(crash);
                break;
            case ReviverProtocol.ExecutionCrashed:
                break;
            case ReviverProtocol.ReleaseExecution release:
                Release(release.ExecutionId);
                break;
            case Tick.Next when next.HasRung():
                WakeWhoIsDue();
                break;
            case Tick:
                break;
            case HealthKnown { Failure: null }:
                awaitsHealth = false;
                WakeWhoIsDue();
                break;
            case HealthKnown { Failure: var cause }:
                log.Warning(cause, "the journal does not say whether it is healthy; it will be asked again");
                awaitsHealth = false;
                next.Set(options.Revive.Longest);
                break;
            case ExecutionProtocol.IExecutionReply reply:
                waking.Answered(reply.ExecutionId);
                break;
            case PacedWaking.Tick:
                waking.LosePatience();
                break;
            case QuarantineFailed failed:
                log.Error(failed.Cause, "{ExecutionId} could not be quarantined", failed.ExecutionId);
                quarantined.Remove(failed.ExecutionId);
                Sleep(failed.ExecutionId, options.Revive.Longest);
                break;
            case ReleaseFailed failed:
                log.Error(failed.Cause, "{ExecutionId} could not be released from quarantine", failed.ExecutionId);
                break;
            case Released released:
                quarantined.Remove(released.ExecutionId);
                crashes.Forget(released.ExecutionId);
                waking.Add([released.ExecutionId]);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Crashed(ReviverProtocol.ExecutionCrashed crash)
    {
        // While the journal is down it is nobody's fault: those wait for it, and are not counted.
        var count = journal.IsHealthy ? crashes.Add(crash.ExecutionId, time.GetUtcNow()) : 1;
        if (count >= options.QuarantineAfter)
        {
            Quarantine(crash, count);
            return;
        }

        log.Warning("{ExecutionId} crashed ({Reason}) and will be revived", crash.ExecutionId, crash.Reason);
        Sleep(crash.ExecutionId, options.Revive.After(count));
    }

    private void Sleep(string executionId, TimeSpan wait)
    {
        var due = time.GetUtcNow() + wait;
        asleep[executionId] = due;
        next.SetIfEarlier(due);
    }

    private void Quarantine(ReviverProtocol.ExecutionCrashed crash, int count)
    {
        var (id, reason) = (crash.ExecutionId, crash.Reason);
        log.Error("{ExecutionId} crashed {Count} times running and is quarantined: {Reason}", id, count, reason);
        asleep.Remove(id);
        quarantined.Add(id);
        _ = QuarantineAsync(id, reason).PipeTo(Self, failure: cause => new QuarantineFailed(id, cause));
    }

    private void Release(string id)
    {
        _ = ReleaseAsync(id)
            .PipeTo(Self, success: () => new Released(id), failure: cause => new ReleaseFailed(id, cause));
    }

    private void WakeWhoIsDue()
    {
        if (awaitsHealth)
        {
            return;
        }

        if (!journal.IsHealthy)
        {
            awaitsHealth = true;
            _ = journal
                .WhenHealthyAsync(lifetime.Token)
                .PipeTo(Self, success: () => new HealthKnown(null), failure: cause => new HealthKnown(cause));
            return;
        }

        var now = time.GetUtcNow();
        string[] due = [.. asleep.Where(sleeper => sleeper.Value <= now).Select(sleeper => sleeper.Key)];
        foreach (var id in due)
        {
            asleep.Remove(id);
        }

        waking.Add(due);
        crashes.ForgetCalm(now);
        if (asleep.Count > 0)
        {
            next.Set(asleep.Values.Min());
        }
    }

    private async Task QuarantineAsync(string executionId, string reason) =>
        await directory.QuarantineAsync(executionId, reason, lifetime.Token);

    private async Task ReleaseAsync(string executionId) => await directory.ReleaseAsync(executionId, lifetime.Token);

    private sealed record HealthKnown(Exception? Failure) : INoSerializationVerificationNeeded;

    private sealed record Released(string ExecutionId) : INoSerializationVerificationNeeded;

    private sealed record QuarantineFailed(string ExecutionId, Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record ReleaseFailed(string ExecutionId, Exception Cause) : INoSerializationVerificationNeeded;
}
