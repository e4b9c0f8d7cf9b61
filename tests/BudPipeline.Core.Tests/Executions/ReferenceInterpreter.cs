using BudPipeline.Core.Executions;

namespace BudPipeline.Core.Tests.Executions;

/// <summary>A step of a random pipeline: what the reference needs to know of it.</summary>
internal sealed record ModelStep(
    int Ordinal,
    int[] DependsOn,
    bool ContinueOnFailure,
    bool Handler,
    int MaxAttempts,
    bool ConditionHolds,
    bool Final,
    ModelKind Kind,
    bool Undoable
);

/// <summary>What a step of a random pipeline does.</summary>
internal enum ModelKind
{
    /// <summary>A runner works.</summary>
    Work,

    /// <summary>It waits until the next tick.</summary>
    Delay,

    /// <summary>It waits for a signal.</summary>
    Await,
}

/// <summary>A random pipeline.</summary>
internal sealed record ModelPipeline(ModelStep[] Steps, bool FailFast, int MaxParallel);

/// <summary>
/// The rules of contract §a.4 told in the plainest way: after every command it looks at all steps again, with no counters,
/// no sets and no events. What the engine decides must agree with it.
/// </summary>
internal sealed class ReferenceInterpreter(ModelPipeline pipeline)
{
    private readonly StepStatus[] status = new StepStatus[pipeline.Steps.Length];
    private readonly int[] attempts = new int[pipeline.Steps.Length];
    private readonly int[] failures = new int[pipeline.Steps.Length];
    private readonly bool[] stopping = new bool[pipeline.Steps.Length];
    private readonly bool[] upstreamFailed = new bool[pipeline.Steps.Length];
    private readonly int[] failedAt = new int[pipeline.Steps.Length];
    private readonly int[] waitsSince = new int[pipeline.Steps.Length];
    private int tick;
    private int signals;
    private bool paused;
    private bool cancelled;
    private bool forced;
    private bool isUndone;
    private bool failed;

    public IReadOnlyList<StepStatus> Statuses => status;

    public bool Ended { get; private set; }

    public ExecutionStatus Outcome =>
        cancelled ? ExecutionStatus.Cancelled
        : failed ? ExecutionStatus.Failed
        : ExecutionStatus.Completed;

    public void Start() => Settle();

    public void Complete(int step) => Command(step, () => status[step] = StepStatus.Completed);

    public void Fail(int step) =>
        Command(
            step,
            () =>
            {
                failures[step]++;
                if (stopping[step])
                {
                    status[step] = StepStatus.Cancelled;
                }
                else if (
                    failures[step] < pipeline.Steps[step].MaxAttempts
                    && !(cancelled && MustStop(pipeline.Steps[step]))
                )
                {
                    status[step] = StepStatus.Retrying;
                    failedAt[step] = tick;
                }
                else
                {
                    status[step] = StepStatus.Failed;
                    failed |= !pipeline.Steps[step].ContinueOnFailure;
                }
            }
        );

    public void Stopped(int step) =>
        Command(step, () => status[step] = stopping[step] ? StepStatus.Cancelled : StepStatus.Pending);

    public void Lost()
    {
        for (var i = 0; i < status.Length; i++)
        {
            if (status[i] == StepStatus.Running)
            {
                status[i] = stopping[i] ? StepStatus.Cancelled : StepStatus.Pending;
                stopping[i] = false;
            }
        }

        Settle();
    }

    public void RetriesDue()
    {
        tick++;
        Settle();
    }

    public void Signal()
    {
        var isHeard = pipeline.Steps.Any(s => s.Kind == ModelKind.Await && !status[s.Ordinal].IsTerminal());
        if (!Ended && isHeard)
        {
            signals++;
            Settle();
        }
    }

    public void Pause() => paused |= !Ended && !cancelled;

    public void Resume()
    {
        paused = false;
        Settle();
    }

    public void Cancel(bool force)
    {
        if (!Ended && (!cancelled || (force && !forced)))
        {
            cancelled = true;
            forced = force;
            paused = false;
            Settle();
        }
    }

    private void Command(int step, Action act)
    {
        if (status[step] == StepStatus.Running)
        {
            act();
            stopping[step] = false;
            Settle();
        }
    }

    private void Settle()
    {
        while (!Ended && SettleOnce()) { }

        Ended |= status.All(s => s.IsTerminal()) && !HasToUndo;
    }

    /// <summary>What undoes a step takes no time here; only a pause holds it back.</summary>
    private bool HasToUndo =>
        paused
        && !forced
        && (failed || cancelled)
        && !isUndone
        && pipeline.Steps.Any(s => s.Undoable && !s.Final && status[s.Ordinal] == StepStatus.Completed);

    private bool SettleOnce()
    {
        isUndone |=
            !paused && (failed || cancelled) && pipeline.Steps.All(s => s.Final || status[s.Ordinal].IsTerminal());
        foreach (var step in pipeline.Steps)
        {
            var i = step.Ordinal;
            if (MustStop(step))
            {
                if (status[i] == StepStatus.Running)
                {
                    stopping[i] = true;
                }
                else if (!status[i].IsTerminal())
                {
                    upstreamFailed[i] = true;
                    status[i] =
                        status[i] == StepStatus.Pending && attempts[i] == 0 ? StepStatus.Skipped : StepStatus.Cancelled;
                    return true;
                }
            }
        }

        var ready = pipeline
            .Steps.Where(s =>
                status[s.Ordinal] == StepStatus.Pending && s.DependsOn.All(d => status[d].IsTerminal()) && MayFollow(s)
            )
            .ToList();
        foreach (var step in ready.Where(s => !s.Handler && !s.Final && s.DependsOn.Any(Broken)))
        {
            upstreamFailed[step.Ordinal] = true;
            status[step.Ordinal] = StepStatus.Skipped;
            return true;
        }

        var taker = pipeline
            .Steps.Where(s => s.Kind == ModelKind.Await && status[s.Ordinal] == StepStatus.Waiting)
            .OrderBy(s => waitsSince[s.Ordinal])
            .FirstOrDefault();
        if (signals > 0 && taker is not null)
        {
            signals--;
            status[taker.Ordinal] = StepStatus.Completed;
            return true;
        }

        var awake = Array.Find(
            pipeline.Steps,
            s => s.Kind == ModelKind.Delay && status[s.Ordinal] == StepStatus.Waiting && waitsSince[s.Ordinal] < tick
        );
        if (awake is not null)
        {
            status[awake.Ordinal] = StepStatus.Completed;
            return true;
        }

        var waits = ready.Find(s => s.Kind != ModelKind.Work);
        if (!paused && waits is not null)
        {
            status[waits.Ordinal] = waits.ConditionHolds ? StepStatus.Waiting : StepStatus.Skipped;
            attempts[waits.Ordinal] += waits.ConditionHolds ? 1 : 0;
            waitsSince[waits.Ordinal] = tick;
            return true;
        }

        if (paused || status.Count(s => s == StepStatus.Running) >= pipeline.MaxParallel)
        {
            return false;
        }

        var retry = Enumerable
            .Range(0, status.Length)
            .Where(i => status[i] == StepStatus.Retrying && failedAt[i] < tick)
            .OrderBy(i => failedAt[i])
            .DefaultIfEmpty(-1)
            .First();
        var next = retry >= 0 ? retry : ready.Select(s => s.Ordinal).DefaultIfEmpty(-1).First();
        if (next < 0)
        {
            return false;
        }

        var runs = pipeline.Steps[next].ConditionHolds || attempts[next] > 0;
        status[next] = runs ? StepStatus.Running : StepStatus.Skipped;
        attempts[next] += runs ? 1 : 0;
        return true;
    }

    private bool MustStop(ModelStep step) =>
        step.Final ? forced : cancelled || (failed && pipeline.FailFast && !step.Handler);

    private bool MayFollow(ModelStep step) =>
        !step.Final || (pipeline.Steps.All(s => s.Final || status[s.Ordinal].IsTerminal()) && !HasToUndo);

    private bool Broken(int dependency) =>
        upstreamFailed[dependency]
        || status[dependency] == StepStatus.Cancelled
        || (status[dependency] == StepStatus.Failed && !pipeline.Steps[dependency].ContinueOnFailure);
}
