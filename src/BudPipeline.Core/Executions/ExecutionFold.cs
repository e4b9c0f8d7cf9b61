using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Core.Executions;

/// <summary>
/// A state under change: events are applied to it one by one, or piece by piece while they are being decided. It copies
/// what it touches once, however many events there are.
/// </summary>
internal sealed class ExecutionFold(ExecutionState origin) : IExecutionView
{
    private readonly StepTable.Builder steps = origin.Steps.ToBuilder();
    private readonly OrdinalSet.Builder ready = origin.Ready.ToBuilder();
    private readonly OrdinalSet.Builder live = origin.Live.ToBuilder();
    private ImmutableSortedSet<(DateTimeOffset Due, int Ordinal)> dues = origin.Dues;
    private ImmutableSortedSet<(DateTimeOffset Due, int Ordinal)> retryDues = origin.RetryDues;
    private double weightedPercent = origin.WeightedPercent;
    private double peakPercent = origin.PeakPercent;
    private (int Count, double Seconds) finished = origin.Finished;
    private int liveItems = origin.LiveItems;
    private ImmutableArray<LoopSpan> loops = origin.Loops;
    private ImmutableStack<int> compensable = origin.Compensable;
    private ExecutionState header = origin;

    public string ExecutionId => header.ExecutionId;

    public ExecutionPlan Plan => header.Plan;

    public ExecutionHeader? Header => header.Header;

    public DateTimeOffset CreatedAt => header.CreatedAt;

    public ExecutionStatus Status => header.Status;

    public bool Paused => header.Paused;

    public StopReason? Stopping => header.Stopping;

    public bool Forced => header.Forced;

    public string? StopMessage => header.StopMessage;

    public int? FirstFailure { get; private set; } = origin.FirstFailure;

    public int TerminalSteps { get; private set; } = origin.TerminalSteps;

    public long Version { get; private set; } = origin.Version;

    public DateTimeOffset LastEventAt { get; private set; } = origin.LastEventAt;

    public SignalBox Signals { get; private set; } = origin.Signals;

    public Saga? Saga { get; private set; } = origin.Saga;

    /// <summary>Steps to undo, the last one first, once nothing of the others runs; empty when there is nothing to undo.</summary>
    public IEnumerable<int> Compensable => compensable;

    /// <summary>Whether it ends otherwise than well and something that was done is not undone yet.</summary>
    public bool HasToCompensate =>
        Saga is { IsDone: false }
        || (Saga is null && !compensable.IsEmpty && !Forced && (FirstFailure is not null || Stopping is not null));

    /// <summary>Steps that are loops under way.</summary>
    public ImmutableArray<int> OpenLoops { get; private set; } = origin.OpenLoops;

    /// <summary>The ordinal that the next loop's first item gets.</summary>
    public int NextOrdinal => steps.Count;

    public int LiveCount => live.Count - liveItems;

    public StepState Step(int ordinal) => steps[ordinal];

    public PlanStep PlanOf(int ordinal) => loops.PlanOf(Plan, ordinal);

    public bool IsItem(int ordinal) => ordinal >= Plan.Steps.Length;

    public bool IsCompensation(int ordinal) => loops.IsCompensation(ordinal);

    /// <summary>The loop that an item belongs to, the step that a compensation undoes; the step itself when it is none.</summary>
    public int OwnerOf(int ordinal) => IsItem(ordinal) ? loops.OwnerOf(ordinal) : ordinal;

    public bool IsLive(int ordinal) => ordinal >= 0 && live.Contains(ordinal);

    /// <summary>The first ready step or item from this ordinal on; -1 when there is none.</summary>
    public int NextReady(int from) => ready.Next(from);

    public bool CanStart => header.MayStart(LiveCount);

    public IEnumerable<int> Live() => live.Ascending();

    /// <summary>Steps whose moment has come, earliest first; -1 is the execution's deadline.</summary>
    public IEnumerable<int> DueAt(DateTimeOffset now) => dues.TakeWhile(d => d.Due <= now).Select(d => d.Ordinal);

    /// <summary>Steps whose next attempt may begin, earliest first.</summary>
    public IEnumerable<int> RetriesDueAt(DateTimeOffset now) =>
        retryDues.TakeWhile(d => d.Due <= now).Select(d => d.Ordinal);

    public ExecutionState ToState() =>
        header with
        {
            Version = Version,
            LastEventAt = LastEventAt,
            FirstFailure = FirstFailure,
            TerminalSteps = TerminalSteps,
            Signals = Signals,
            LiveItems = liveItems,
            Loops = loops,
            OpenLoops = OpenLoops,
            Saga = Saga,
            Compensable = compensable,
            Steps = steps.ToTable(),
            Ready = ready.ToSet(),
            Live = live.ToSet(),
            Dues = dues,
            RetryDues = retryDues,
            WeightedPercent = weightedPercent,
            PeakPercent = peakPercent,
            Finished = finished,
        };

    public void Apply(ExecutionEvent e)
    {
        Begin(e.At);
        switch (e)
        {
            case ExecutionStarted started:
                header = header with { Header = started.Header, CreatedAt = started.At, Deadline = started.Deadline };
                dues = dues.Add((started.Deadline, -1));
                break;
            case StepsStarted started:
                Each(started.Steps, start => Apply(start, started.Runner));
                break;
            case StepsWaiting waiting:
                Each(waiting.Steps, Apply);
                break;
            case LoopsOpened opened:
                Each(opened.Loops, Apply);
                break;
            case CompensationsOpened opened:
                Saga = new Saga(opened.First, opened.Steps, 0);
                // Like what stands under finally, what undoes the steps has the timeouts of its own steps only.
                dues = dues.Remove((header.Deadline, -1));
                steps.Grow(opened.First + opened.Steps.Length);
                loops = loops.Add(new LoopSpan(opened.First, opened.Steps.Length, -1, opened.Steps));
                break;
            case StepsAwaiting awaiting:
                Each(awaiting.Steps, Apply);
                break;
            case SignalsReceived received:
                Each(received.Signals, Apply);
                break;
            case StepsFinished ended:
                Each(ended.Steps, Apply);
                break;
            case StepsSkipped skipped:
                Each(skipped.Steps, Apply);
                break;
            case StepsRetrying retrying:
                Each(retrying.Steps, Apply);
                break;
            case StepsStopping stopping:
                Each(stopping.Steps, Apply);
                break;
            case AttemptsLost lost:
                Each(lost.Steps, Apply);
                break;
            case StepsProgressed progressed:
                Each(progressed.Steps, Apply);
                break;
            case ExecutionPaused:
                header = header with { Paused = true };
                break;
            case ExecutionResumed:
                header = header with { Paused = false };
                break;
            case ExecutionStopping stopping:
                header = header with
                {
                    Stopping = stopping.Reason,
                    Forced = stopping.Force == true,
                    StopMessage = header.Stopping is null ? stopping.Message : header.StopMessage,
                    Paused = false,
                };
                dues = dues.Remove((header.Deadline, -1));
                break;
            case ExecutionFinished end:
                header = header with
                {
                    Status = end.Status,
                    DeclaredOutputs = end.Outputs,
                    Error = end.Error,
                    CompletedAt = end.At,
                    Paused = false,
                };
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(e),
                    e.GetType().Name,
                    "an event that Evolve does not know"
                );
        }
    }

    /// <summary>One more event of the journal begins; its pieces follow.</summary>
    public void Begin(DateTimeOffset at)
    {
        Version++;
        LastEventAt = at;
    }

    public void Apply(StepStart start, string runner)
    {
        var step = steps[start.Ordinal];
        ready.Remove(start.Ordinal);
        Enter(start.Ordinal);
        Wait(start.Ordinal, step, start.Deadline);
        Run();
        Replace(
            start.Ordinal,
            step with
            {
                Status = StepStatus.Running,
                Attempt = start.Attempt,
                Runner = runner,
                Fence = Version,
                StartedAt = step.StartedAt ?? LastEventAt,
                AttemptStartedAt = LastEventAt,
                Due = start.Deadline,
                Percent = 0,
            }
        );
    }

    public void Apply(StepWait wait)
    {
        var step = steps[wait.Ordinal];
        ready.Remove(wait.Ordinal);
        Wait(wait.Ordinal, step, wait.Due);
        Run();
        Replace(
            wait.Ordinal,
            step with
            {
                Status = StepStatus.Waiting,
                Attempt = wait.Attempt,
                StartedAt = step.StartedAt ?? LastEventAt,
                AttemptStartedAt = LastEventAt,
                Due = wait.Due,
                Outputs = wait.Outputs,
            }
        );
    }

    public void Apply(LoopOpen open)
    {
        var step = steps[open.Ordinal];
        ready.Remove(open.Ordinal);
        if (open.Due is { } due)
        {
            Wait(open.Ordinal, step, due);
        }

        Run();
        steps.Grow(open.First + open.Count);
        loops = loops.Add(new LoopSpan(open.First, open.Count, open.Ordinal));
        OpenLoops = OpenLoops.Add(open.Ordinal);
        Replace(
            open.Ordinal,
            step with
            {
                Status = StepStatus.Running,
                Attempt = open.Attempt,
                StartedAt = step.StartedAt ?? LastEventAt,
                AttemptStartedAt = LastEventAt,
                Due = open.Due,
                Flow = new LoopState(open.First, open.Count, open.Concurrency, open.ContinueOnError)
                {
                    Items = LoopItems.Render(this, open.Ordinal, LastEventAt).Items,
                },
            }
        );
    }

    public void Apply(StepAwait wait)
    {
        var step = steps[wait.Ordinal];
        ready.Remove(wait.Ordinal);
        if (wait.Due is { } due)
        {
            Wait(wait.Ordinal, step, due);
        }

        Run();
        Replace(
            wait.Ordinal,
            step with
            {
                Status = StepStatus.Waiting,
                Attempt = wait.Attempt,
                StartedAt = step.StartedAt ?? LastEventAt,
                AttemptStartedAt = LastEventAt,
                Due = wait.Due,
                Flow = wait.Signal,
            }
        );
    }

    public void Apply(Signal signal) => Signals = Signals.Add(signal);

    public void Apply(StepFinish finish)
    {
        if (finish.Signal is { } taken)
        {
            Signals = Signals.Take(taken);
        }

        var step = steps[finish.Ordinal];
        var began = step.StartedAt ?? (finish.Attempt > 0 ? LastEventAt : null);
        if (began is { } start && !IsItem(finish.Ordinal))
        {
            finished = (finished.Count + 1, finished.Seconds + (LastEventAt - start).TotalSeconds);
            Run();
        }

        if (!IsItem(finish.Ordinal))
        {
            Note(finish);
        }

        End(
            finish.Ordinal,
            step with
            {
                Status = finish.Status,
                Attempt = finish.Attempt,
                StartedAt = began,
                Outputs = finish.Outputs,
                Error = finish.Error,
                Usage = Sum(step.Usage, finish.Usage),
                Percent = finish.Status == StepStatus.Completed ? 100 : step.Percent,
            }
        );
        if (IsCompensation(finish.Ordinal))
        {
            EndCompensation();
        }
        else if (IsItem(finish.Ordinal))
        {
            EndItem(finish);
        }
    }

    /// <summary>What a step's end means for the execution: its failure, or something to undo should it fail later.</summary>
    private void Note(StepFinish finish)
    {
        var plan = Plan.Steps[finish.Ordinal];
        if (finish.Status is StepStatus.Failed or StepStatus.Timeout && plan.Definition.OnFailure != OnFailure.Continue)
        {
            FirstFailure ??= finish.Ordinal;
        }
        else if (
            finish.Status == StepStatus.Completed
            && plan.Compensation is not null
            && !Plan.IsFinal(finish.Ordinal)
        )
        {
            compensable = compensable.Push(finish.Ordinal);
        }
    }

    public void Apply(StepSkip skip) =>
        End(
            skip.Ordinal,
            steps[skip.Ordinal] with
            {
                Status = StepStatus.Skipped,
                Skip = skip.Reason,
                Cause = skip.Cause,
                Percent = 100,
            }
        );

    public void Apply(StepRetry retry)
    {
        var step = steps[retry.Ordinal];
        Leave(retry.Ordinal);
        Unwait(retry.Ordinal, step);
        retryDues = retryDues.Add((retry.Due, retry.Ordinal));
        Replace(
            retry.Ordinal,
            step with
            {
                Status = StepStatus.Retrying,
                BudgetUsed = step.BudgetUsed + 1,
                Runner = null,
                Stopping = null,
                Error = retry.Error,
                Due = retry.Due,
                Percent = 0,
            }
        );
    }

    public void Apply(StepStop stop)
    {
        var step = steps[stop.Ordinal];
        Unwait(stop.Ordinal, step);
        Replace(stop.Ordinal, step with { Stopping = stop.Reason, Due = null });
    }

    public void Apply(LostAttempt lost)
    {
        var step = steps[lost.Ordinal];
        Leave(lost.Ordinal);
        Unwait(lost.Ordinal, step);
        ready.Add(lost.Ordinal);
        Replace(
            lost.Ordinal,
            step with
            {
                Status = StepStatus.Pending,
                Runner = null,
                Stopping = null,
                Due = null,
                Percent = 0,
            }
        );
    }

    public void Apply(StepProgress progress) =>
        Replace(progress.Ordinal, steps[progress.Ordinal] with { Percent = progress.Percent });

    /// <summary>True when this step's end makes the execution fail.</summary>
    public bool IsHardFailure(int ordinal) =>
        steps[ordinal].Status is StepStatus.Failed or StepStatus.Timeout
        && Plan.Steps[ordinal].Definition.OnFailure != OnFailure.Continue;

    private static void Each<T>(ImmutableArray<T> items, Action<T> apply)
    {
        foreach (var item in items)
        {
            apply(item);
        }
    }

    private static ResourceUsage? Sum(ResourceUsage? a, ResourceUsage? b) =>
        a is null || b is null
            ? a ?? b
            : new ResourceUsage(a.CpuSeconds + b.CpuSeconds, Math.Max(a.PeakMemoryMb, b.PeakMemoryMb));

    private void Run()
    {
        if (header.Status == ExecutionStatus.Pending)
        {
            header = header with { Status = ExecutionStatus.Running, StartedAt = LastEventAt };
        }
    }

    private void End(int ordinal, StepState ended)
    {
        if (steps[ordinal].Status.IsTerminal())
        {
            throw new InvalidOperationException($"step {ordinal} of {ExecutionId} ended twice");
        }

        Unwait(ordinal, steps[ordinal]);
        ready.Remove(ordinal);
        Leave(ordinal);
        if (IsItem(ordinal))
        {
            steps[ordinal] = ended with { CompletedAt = LastEventAt, Runner = null, Stopping = null, Due = null };
            return;
        }

        TerminalSteps++;
        if (steps[ordinal].Flow is LoopState loop)
        {
            Close(ordinal, loop);
        }

        Replace(
            ordinal,
            ended with
            {
                CompletedAt = LastEventAt,
                Runner = null,
                Stopping = null,
                Due = null,
                Flow = null,
            }
        );
        foreach (var dependent in Plan.Steps[ordinal].Dependents)
        {
            Meet(dependent);
        }

        BeginFinallyIfDue();
    }

    /// <summary>All other steps are terminal: the deadline was theirs, what follows has the timeouts of its steps.</summary>
    private void BeginFinallyIfDue()
    {
        if (!Plan.HasFinally || header.FinallyBegun || TerminalSteps < Plan.FinallyFrom || HasToCompensate)
        {
            return;
        }

        header = header with { FinallyBegun = true };
        dues = dues.Remove((header.Deadline, -1));
        for (var ordinal = Plan.FinallyFrom; ordinal < Plan.Steps.Length; ordinal++)
        {
            Meet(ordinal);
        }
    }

    /// <summary>An attempt begins; of an item its loop keeps count.</summary>
    private void Enter(int ordinal)
    {
        if (live.Add(ordinal) && IsItem(ordinal))
        {
            liveItems++;
            Change(
                ordinal,
                loop => loop with { Live = loop.Live + 1, Begun = Math.Max(loop.Begun, ordinal - loop.First + 1) }
            );
        }
    }

    private void Leave(int ordinal)
    {
        if (live.Remove(ordinal) && IsItem(ordinal))
        {
            liveItems--;
            Change(ordinal, loop => loop with { Live = loop.Live - 1 });
        }
    }

    private void EndCompensation()
    {
        Saga = Saga is { } saga ? saga with { Ended = saga.Ended + 1 } : null;
        BeginFinallyIfDue();
    }

    private void EndItem(StepFinish finish)
    {
        var isFailure = finish.Status is StepStatus.Failed or StepStatus.Timeout;
        var isIteration = Plan.Steps[OwnerOf(finish.Ordinal)].Loop?.While is not null;
        var gives = isIteration && finish.Status == StepStatus.Completed;
        Change(
            finish.Ordinal,
            loop =>
                loop with
                {
                    Ended = loop.Ended + 1,
                    Result = gives ? finish.Outputs : loop.Result,
                    FirstFailure = loop.FirstFailure ?? (isFailure ? finish.Ordinal - loop.First : null),
                }
        );
        var owner = OwnerOf(finish.Ordinal);
        var step = steps[owner];
        if (gives)
        {
            // Only the last result counts: the iteration itself is forgotten.
            steps[finish.Ordinal] = StepTable.Fresh;
        }

        if (step.Flow is LoopState changed)
        {
            Replace(
                owner,
                step with
                {
                    Percent = isIteration ? step.Percent : 100.0 * changed.Ended / changed.Count,
                    Usage = Sum(step.Usage, finish.Usage),
                }
            );
        }
    }

    private void Change(int item, Func<LoopState, LoopState> change)
    {
        var owner = OwnerOf(item);
        if (steps[owner].Flow is LoopState loop)
        {
            steps[owner] = steps[owner] with { Flow = change(loop) };
        }
    }

    /// <summary>What its items gave stands in the loop's own outputs: they themselves are forgotten.</summary>
    private void Close(int ordinal, LoopState loop)
    {
        OpenLoops = OpenLoops.Remove(ordinal);
        for (var item = loop.First; item < Math.Min(loop.First + loop.Begun + 1, loop.First + loop.Count); item++)
        {
            steps[item] = StepTable.Fresh;
        }
    }

    private void Meet(int ordinal)
    {
        var step = steps[ordinal];
        steps[ordinal] = step with { Unmet = step.Unmet - 1 };
        if (step.Unmet == 1 && step.Status == StepStatus.Pending)
        {
            ready.Add(ordinal);
        }
    }

    private void Wait(int ordinal, StepState step, DateTimeOffset due)
    {
        Unwait(ordinal, step);
        dues = dues.Add((due, ordinal));
    }

    private void Unwait(int ordinal, StepState step)
    {
        if (step.Due is not { } due)
        {
            return;
        }

        if (step.Status == StepStatus.Retrying)
        {
            retryDues = retryDues.Remove((due, ordinal));
        }
        else
        {
            dues = dues.Remove((due, ordinal));
        }
    }

    private void Replace(int ordinal, StepState step)
    {
        if (IsItem(ordinal))
        {
            steps[ordinal] = step;
            return;
        }

        var weight = Plan.Steps[ordinal].Weight;
        weightedPercent += weight * (ExecutionProgress.Share(step) - ExecutionProgress.Share(steps[ordinal]));
        peakPercent = Math.Max(peakPercent, weightedPercent);
        steps[ordinal] = step;
    }
}
