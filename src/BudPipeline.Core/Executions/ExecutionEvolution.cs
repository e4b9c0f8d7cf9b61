namespace BudPipeline.Core.Executions;

/// <summary>The only place where state changes.</summary>
public static class ExecutionEvolution
{
    /// <summary>The state after an event. Total over every event ever written; the given state is not touched.</summary>
    public static ExecutionState Evolve(ExecutionState state, ExecutionEvent e)
    {
        var fold = new ExecutionFold(state);
        fold.Apply(e);
        return fold.ToState();
    }

    /// <summary>The state after many events: one pass, for recovery.</summary>
    public static ExecutionState Evolve(ExecutionState state, IEnumerable<ExecutionEvent> events)
    {
        var fold = new ExecutionFold(state);
        foreach (var e in events)
        {
            fold.Apply(e);
        }

        return fold.ToState();
    }
}
