using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using BudPipeline.Actors.Observing;
using BudPipeline.Actors.Revival;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Executions;

/// <summary>
/// One execution: lets the core decide, writes, and only then answers, acts and tells watchers. While a write is under
/// way everything waits in the inbox; the next turn decides all of it together and costs one write.
/// </summary>
internal sealed class ExecutionActor : RevivableActor
{
    // Else the default store, which keeps files, would be opened and asked for nothing.
    private const string NoSnapshots = "akka.persistence.no-snapshot-store";

    private readonly string executionId;
    private readonly ExecutionRoom room;
    private readonly CancellationTokenSource lifetime = new();
    private readonly List<ExecutionEvent> history = [];
    private readonly Letterbox inbox;
    private readonly Watchers watchers;
    private readonly EndWaiters waiters;
    private readonly Alarm deadline;
    private readonly Resting resting;
    private readonly EffectRunner effects;

    private Phase phase;
    private ExecutionState? state;
    private Turn? turn;
    private int unwritten;
    private bool resumes;
    private bool stopping;

    public ExecutionActor(string executionId, ExecutionRoom room)
    {
        SnapshotPluginId = NoSnapshots;
        this.executionId = executionId;
        this.room = room;
        inbox = new Letterbox(room.Options.InboxCapacity);
        watchers = new Watchers(Self);
        waiters = new EndWaiters(room.Time, Self);
        deadline = new Alarm(room.Time, Self, Tick.Deadline);
        resting = new Resting(executionId, Self, room, () => Log);
        effects = new EffectRunner(executionId, Self, room, deadline);
    }

    private enum Phase
    {
        Idle,
        Loading,
        Writing,
        Parking,
    }

    private enum Tick
    {
        Deadline,
    }

    public override string PersistenceId => ExecutionPersistenceId.Of(executionId);

    // Histories of executions end, and the query for a snapshot would cost a quarter of a start.
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    private bool IsWatched => !watchers.IsEmpty || !waiters.IsEmpty;

    /// <summary>Whether nothing is lost when it leaves memory and nobody wakes it.</summary>
    private bool IsAtRest => state is null ? history.Count == 0 : resting.IsParked || state.Status.IsTerminal();

    public static Props Props(string executionId, ExecutionRoom room) =>
        Produced<ExecutionActor>.By(() => new ExecutionActor(executionId, room));

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case ExecutionEvent e:
                history.Add(e);
                break;
            case RecoveryCompleted:
                Recovered();
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case IExecutionMessage letter:
                Take(new Letter(letter, Sender));
                break;
            case Tick.Deadline:
                if (deadline.HasRung())
                {
                    Take(new Letter(new SubmitCommand(executionId, new TimerFired()), Self));
                }

                break;
            case Resting.Tick:
                if (resting.IsTime(state, IsWatched) && phase == Phase.Idle)
                {
                    Rest();
                }

                break;
            case Resting.Ended ended:
                phase = Phase.Idle;
                resting.Take(ended, state?.NextDue);
                if (resting.IsParked && inbox.IsEmpty)
                {
                    Leave();
                }

                Settle();
                break;
            case PlanLoading.Loaded loaded:
                Use(loaded.Plan);
                break;
            case PlanLoading.Failed failed:
                RefuseStart(failed.Cause);
                break;
            case Stop:
                stopping = true;
                if (phase is Phase.Idle or Phase.Loading)
                {
                    HandBackAndStop();
                }

                break;
            case Terminated watcher:
                watchers.Remove(watcher.ActorRef);
                if (phase == Phase.Idle && state is not null)
                {
                    Settle();
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        lifetime.Cancel();
        lifetime.Dispose();
        deadline.Dispose();
        resting.Dispose();
        base.PostStop();
    }

    protected override void OnCrash(string reason)
    {
        var waiting = (turn?.Answers ?? [])
            .Select(a => a.To)
            .Concat(turn?.Waiters ?? [])
            .Concat(inbox.TakeAll().Select(l => l.Sender));
        foreach (var sender in waiting)
        {
            new Answer(sender, new ExecutionBusy(executionId)).Send(Self);
        }

        waiters.TurnAway(executionId);
        room.Reviver.Tell(new ReviverProtocol.ExecutionCrashed(executionId, reason), Self);
    }

    private void Recovered()
    {
        if (history.Count != LastSequenceNr)
        {
            throw new InvalidOperationException(
                $"{PersistenceId} has {history.Count} events in the journal, but their numbers go up to {LastSequenceNr}"
            );
        }

        if (history.Count > 0)
        {
            var started =
                history[0] as ExecutionStarted
                ?? throw new InvalidOperationException($"{PersistenceId} begins with {history[0].GetType().Name}");
            Load(started.Header);
        }
    }

    private void Load(ExecutionHeader header)
    {
        if (room.Plans.TryGet(header.DefinitionHash, header.PlanVersion, out var plan))
        {
            Use(plan);
        }
        else
        {
            phase = Phase.Loading;
            PlanLoading.Begin(room.Plans, header, Self, lifetime.Token);
        }
    }

    private void Use(ExecutionPlan plan)
    {
        phase = Phase.Idle;
        state = ExecutionState.Initial(executionId, plan, room.Options.Runner);
        if (history.Count == 0)
        {
            Advance();
            return;
        }

        state = ExecutionEvolution.Evolve(state, history);
        history.Clear();
        resumes = true;
        var now = room.Time.GetUtcNow();
        Begin(Turn.Decide(state, Absence.Commands(state, room.Options.Runner, now), inbox.TakeAll(), now));
    }

    private void RefuseStart(Exception cause)
    {
        if (history.Count > 0 || !inbox.TryTake(out var start))
        {
            throw new InvalidOperationException($"its definition could not be loaded: {cause.Message}", cause);
        }

        Log.Error(cause, "the definition of {ExecutionId} could not be loaded", executionId);
        start.Answer(new ExecutionRejected(executionId, DefinitionUnavailable, cause.Message), Self);
        phase = Phase.Idle;
        Advance();
    }

    private void Take(Letter letter)
    {
        // What it tells itself is never refused: nobody would say it again.
        if (inbox.TryAdd(letter, always: letter.Sender.Equals(Self)))
        {
            Advance();
        }
        else
        {
            letter.Answer(new ExecutionBusy(executionId), Self);
        }
    }

    private void Advance()
    {
        if (phase != Phase.Idle)
        {
            return;
        }

        if (state is null)
        {
            AwaitStart();
        }
        else if (!inbox.IsEmpty)
        {
            Begin(Turn.Decide(state, [], inbox.TakeAll(), room.Time.GetUtcNow()));
        }
    }

    /// <summary>Only a start brings an execution into being; whatever comes before it asks for what is not there.</summary>
    private void AwaitStart()
    {
        while (inbox.TryPeek(out var letter))
        {
            if (letter.Message is SubmitCommand { Command: StartExecution start })
            {
                Load(start.Header);
                return;
            }

            inbox.TryTake(out _);
            letter.Answer(new ExecutionNotFound(executionId), Self);
        }

        Leave();
    }

    private void Begin(Turn next)
    {
        turn = next;
        unwritten = next.Events.Length;
        if (unwritten == 0)
        {
            Commit(next);
            return;
        }

        phase = Phase.Writing;
        PersistAllAsync(
            next.Events,
            _ =>
            {
                if (--unwritten == 0)
                {
                    Commit(next);
                }
            }
        );
    }

    /// <summary>It is written: from here on the world may know.</summary>
    private void Commit(Turn written)
    {
        var before = state ?? written.After;
        state = written.After;
        turn = null;
        phase = Phase.Idle;
        if (!written.Events.IsEmpty)
        {
            resting.Wrote();
            EngineMeters.Count(state, written.Events);
        }

        foreach (var answer in written.Answers)
        {
            answer.Send(Self);
        }

        effects.Run(resumes ? ExecutionEffects.Outstanding(state) : ExecutionEffects.Since(before, state));
        resumes = false;
        watchers.Tell(state, written.Events);
        foreach (var watcher in written.Watchers)
        {
            watchers.Add(watcher, state);
            Context.Watch(watcher);
        }

        foreach (var waiter in written.Waiters)
        {
            waiters.Add(waiter);
        }

        waiters.Tell(state);
        if (state.Header is null)
        {
            // The start was refused: there is still no execution.
            state = null;
        }

        Settle();
    }

    private void Settle()
    {
        if (stopping)
        {
            HandBackAndStop();
        }
        else if (state is null || !inbox.IsEmpty)
        {
            Advance();
        }
        else
        {
            resting.Consider(state, IsWatched);
        }
    }

    private void Rest()
    {
        if (IsAtRest)
        {
            Leave();
        }
        else
        {
            phase = Phase.Parking;
            resting.Park(lifetime.Token);
        }
    }

    /// <summary>Asks the region for <see cref="Stop"/>, so that nothing on its way here is lost.</summary>
    private void Leave() => Context.Parent.Tell(room.Passivate);

    private void HandBackAndStop()
    {
        foreach (var (message, sender) in inbox.TakeAll().Where(letter => !letter.Sender.Equals(Self)))
        {
            room.Region.Tell(message, sender);
        }

        waiters.TurnAway(executionId);
        if (!IsAtRest)
        {
            room.Region.Tell(new WakeExecution(executionId), ActorRefs.NoSender);
        }

        EndInOrder();
    }
}
