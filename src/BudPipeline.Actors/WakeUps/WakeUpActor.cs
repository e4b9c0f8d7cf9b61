using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using BudPipeline.Actors.Executions;

namespace BudPipeline.Actors.WakeUps;

/// <summary>
/// At start wakes every execution that is neither terminal nor parked; then wakes parked ones as their moments come. It
/// sleeps until the next moment it knows of, and looks at the table now and then in any case.
/// </summary>
internal sealed class WakeUpActor : UntypedActor
{
    private const int PageSize = 1_000;

    // A parked execution that writes nothing when it is woken is found due again, but not at once.
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromSeconds(1);

    private readonly EngineOptions options;
    private readonly TimeProvider time;
    private readonly IExecutionDirectory directory;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly CancellationTokenSource lifetime = new();
    private readonly PacedWaking waking;
    private readonly Alarm look;

    private readonly long startedAt;

    private bool starting = true;
    private bool resuming = true;
    private int resumed;
    private bool reading;
    private string? lastUnfinished;
    private int failures;
    private DateTimeOffset lookedAt;
    private DateTimeOffset? nextDue;

    public WakeUpActor(EngineOptions options, TimeProvider time, IExecutionDirectory directory, IActorRef region)
    {
        this.options = options;
        this.time = time;
        this.directory = directory;
        waking = new PacedWaking(options, time, Self, region);
        look = new Alarm(time, Self, Tick.Look);
        startedAt = time.GetTimestamp();
    }

    private enum Tick
    {
        Look,
    }

    public static Props Props(
        EngineOptions options,
        TimeProvider time,
        IExecutionDirectory directory,
        IActorRef region
    ) => Akka.Actor.Props.Create(() => new WakeUpActor(options, time, directory, region));

    protected override void PreStart() => Look();

    protected override void PostStop()
    {
        lifetime.Cancel();
        lifetime.Dispose();
        waking.Dispose();
        look.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Unfinished page:
                starting = page.Ids.Length == PageSize;
                lastUnfinished = page.Ids.LastOrDefault(lastUnfinished);
                Wake(page.Ids);
                break;
            case DueExecutions due:
                Expect(due.Ids.Length == PageSize ? lookedAt : due.Next);
                Wake(due.Ids);
                break;
            case LookFailed failed:
                log.Warning(failed.Cause, "the list of executions could not be read; it will be read again");
                reading = false;
                look.Set(options.Revive.After(++failures));
                break;
            case ExecutionProtocol.IExecutionReply reply:
                if (waking.Answered(reply.ExecutionId))
                {
                    resumed++;
                }

                GoOn();
                break;
            case PacedWaking.Tick:
                waking.LosePatience();
                GoOn();
                break;
            case WakeUpProtocol.ParkedUntil parked:
                Expect(parked.Due);
                GoOn();
                break;
            case Tick.Look when look.HasRung():
                Look();
                break;
            case Tick:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Look()
    {
        reading = true;
        if (starting)
        {
            _ = UnfinishedAsync().PipeTo(Self, success: page => page, failure: cause => new LookFailed(cause));
            return;
        }

        lookedAt = time.GetUtcNow();
        nextDue = null;
        _ = DueAsync(lookedAt).PipeTo(Self, success: due => due, failure: cause => new LookFailed(cause));
    }

    private async Task<Unfinished> UnfinishedAsync() =>
        new(await directory.UnfinishedAsync(lastUnfinished, PageSize, lifetime.Token));

    private async Task<DueExecutions> DueAsync(DateTimeOffset until) =>
        await directory.DueAsync(until, PageSize, lifetime.Token);

    private void Wake(ImmutableArray<string> ids)
    {
        reading = false;
        failures = 0;
        waking.Add(ids);
        GoOn();
    }

    private void Expect(DateTimeOffset? due)
    {
        if (nextDue is null || due < nextDue)
        {
            nextDue = due;
        }
    }

    /// <summary>Looks again: at once while there are unfinished ones, else when the next moment has come.</summary>
    private void GoOn()
    {
        if (reading || failures > 0 || !waking.AllSent)
        {
            return;
        }

        if (resuming && !starting && waking.AllAnswered)
        {
            resuming = false;
            TellResumed();
        }

        if (starting || lookedAt == default)
        {
            Look();
            return;
        }

        var (earliest, latest) = (lookedAt + ShortestSleep, lookedAt + options.WakeLook);
        var next = nextDue ?? latest;
        look.Set(
            next < earliest ? earliest
            : next > latest ? latest
            : next
        );
    }

    /// <summary>Those that a stop of the node interrupted; an operator waits for it after a crash.</summary>
    private void TellResumed()
    {
        if (resumed > 0)
        {
            log.Info(
                "{Resumed} unfinished executions are under way again after {Seconds} s",
                resumed,
                Math.Round(time.GetElapsedTime(startedAt).TotalSeconds, 2)
            );
        }
    }

    private sealed record Unfinished(ImmutableArray<string> Ids) : INoSerializationVerificationNeeded;

    private sealed record LookFailed(Exception Cause) : INoSerializationVerificationNeeded;
}
