using System.Collections.Immutable;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// Decisions under way: each is written down as an event and at once folded into the tentative state, so that the next
/// one sees it. Neighbouring decisions of one kind become one event.
/// </summary>
internal sealed class DecisionDraft(ExecutionState state, DateTimeOffset now)
{
    private readonly List<Written> written = [];

    public ExecutionFold Fold { get; } = new(state);

    /// <summary>The moment of all decisions here; never before the last event.</summary>
    public DateTimeOffset Now { get; } = now > state.LastEventAt ? now : state.LastEventAt;

    public bool IsEmpty => written.Count == 0;

    public ImmutableArray<ExecutionEvent> Events => [.. written.Select(w => w.Close())];

    public void Add(ExecutionEvent e)
    {
        written.Add(new Whole(e));
        Fold.Apply(e);
    }

    public void Add(StepStart start)
    {
        if (Fold.Step(start.Ordinal).Status == StepStatus.Waiting)
        {
            start = start with { Waited = true };
        }

        Append(start, steps => new StepsStarted(Now, state.Runner, steps));
        Fold.Apply(start, state.Runner);
    }

    public void Add(StepWait wait)
    {
        Append(wait, steps => new StepsWaiting(Now, steps));
        Fold.Apply(wait);
    }

    public void Add(LoopOpen open)
    {
        Append(open, loops => new LoopsOpened(Now, loops));
        Fold.Apply(open);
    }

    public void Add(StepAwait wait)
    {
        Append(wait, steps => new StepsAwaiting(Now, steps));
        Fold.Apply(wait);
    }

    public void Add(Signal signal)
    {
        Append(signal, signals => new SignalsReceived(Now, signals));
        Fold.Apply(signal);
    }

    public void Add(StepFinish finish)
    {
        if (Fold.Step(finish.Ordinal).Status is StepStatus.Waiting or StepStatus.Retrying)
        {
            finish = finish with { Waited = true };
        }

        if (Fold.IsItem(finish.Ordinal))
        {
            finish = finish with { Item = true };
        }

        Append(finish, steps => new StepsFinished(Now, steps));
        Fold.Apply(finish);
    }

    public void Add(StepSkip skip)
    {
        Append(skip, steps => new StepsSkipped(Now, steps));
        Fold.Apply(skip);
    }

    public void Add(StepRetry retry)
    {
        Append(retry, steps => new StepsRetrying(Now, steps));
        Fold.Apply(retry);
    }

    public void Add(StepStop stop)
    {
        Append(stop, steps => new StepsStopping(Now, steps));
        Fold.Apply(stop);
    }

    public void Add(LostAttempt lost)
    {
        Append(lost, steps => new AttemptsLost(Now, steps));
        Fold.Apply(lost);
    }

    public void Add(StepProgress progress)
    {
        Append(progress, steps => new StepsProgressed(Now, steps));
        Fold.Apply(progress);
    }

    private void Append<T>(T step, Func<ImmutableArray<T>, ExecutionEvent> close)
    {
        if (written.Count > 0 && written[^1] is Plural<T> open)
        {
            open.Steps.Add(step);
        }
        else
        {
            written.Add(new Plural<T>(close) { Steps = { step } });
            Fold.Begin(Now);
        }
    }

    private abstract class Written
    {
        public abstract ExecutionEvent Close();
    }

    private sealed class Whole(ExecutionEvent e) : Written
    {
        public override ExecutionEvent Close() => e;
    }

    private sealed class Plural<T>(Func<ImmutableArray<T>, ExecutionEvent> close) : Written
    {
        public List<T> Steps { get; } = [];

        public override ExecutionEvent Close() => close([.. Steps]);
    }
}
