using BudPipeline.Actors;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Engine;

/// <summary>
/// The state of one execution. An unknown id wakes nothing, a live execution is asked, one that has ended (or that this
/// node leaves alone) is folded from the journal.
/// </summary>
internal sealed class ExecutionReader(
    ExecutionsTable table,
    IPlanSource plans,
    ExecutionHistory history,
    ExecutionAsk ask,
    EngineOptions options
)
{
    /// <summary>Null when there is no such execution, or none that the caller sees.</summary>
    public async Task<ExecutionRow?> RowAsync(string executionId, Caller caller) =>
        await table.FindAsync(executionId) is { } row && caller.Sees(row.Owner) ? row : null;

    /// <summary>Null when there is no such execution, or none that the caller sees.</summary>
    public async Task<ExecutionState?> FindAsync(string executionId, Caller caller, CancellationToken cancellation) =>
        await RowAsync(executionId, caller) is { } row ? await StateAsync(row, cancellation) : null;

    private async Task<ExecutionState> StateAsync(ExecutionRow row, CancellationToken cancellation)
    {
        var isLive = row is { CompletedAt: null, Quarantined: false } && options.ResumesAll;
        return isLive && await AskAsync(row.Id, cancellation) is { } state
            ? state
            : await FoldAsync(row, long.MaxValue, cancellation);
    }

    /// <summary>The state after this event, by its number; null when there is no such event, or execution that the caller sees.</summary>
    public async Task<ExecutionState?> FindAtAsync(
        string executionId,
        long sequence,
        Caller caller,
        CancellationToken cancellation
    ) =>
        await RowAsync(executionId, caller) is { } row
        && await FoldAsync(row, sequence, cancellation) is var state
        && state.Version == sequence
            ? state
            : null;

    /// <summary>The state of an execution whose start was just acknowledged: it is in memory, no table need be read.</summary>
    public async Task<ExecutionState?> StartedAsync(string executionId, CancellationToken cancellation) =>
        await AskAsync(executionId, cancellation)
        ?? (await table.FindAsync(executionId) is { } row ? await StateAsync(row, cancellation) : null);

    /// <summary>Waits for the end of an execution; null when there is no such execution.</summary>
    public async Task<ExecutionState?> EndedAsync(string executionId, CancellationToken cancellation) =>
        (await ask.EndAsync(executionId, cancellation) as ExecutionProtocol.ExecutionSnapshot)?.State;

    public async Task<ExecutionState> InitialAsync(ExecutionRow row, CancellationToken cancellation)
    {
        var plan = await plans.LoadAsync(row.DefinitionHash, row.PlanVersion, cancellation);
        return ExecutionState.Initial(row.Id, plan, options.Runner);
    }

    private async Task<ExecutionState?> AskAsync(string executionId, CancellationToken cancellation) =>
        await ask.StateAsync(executionId, cancellation) is ExecutionProtocol.ExecutionSnapshot snapshot
            ? snapshot.State
            : null;

    private async Task<ExecutionState> FoldAsync(ExecutionRow row, long upTo, CancellationToken cancellation)
    {
        List<ExecutionEvent> events = [];
        await foreach (var watched in history.ReadAsync(row.Id, 0, upTo, cancellation))
        {
            events.Add(watched.Event);
        }

        return ExecutionEvolution.Evolve(await InitialAsync(row, cancellation), events);
    }
}
