using System.Collections.Concurrent;
using System.Collections.Immutable;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Tests.House;

/// <summary>The list of executions, computed from the journal whenever it is asked.</summary>
internal sealed class TestDirectory : IExecutionDirectory
{
    private readonly JournalStore store;
    private readonly ConcurrentDictionary<string, bool> parked = new(StringComparer.Ordinal);

    private readonly TestPlanSource plans;

    public TestDirectory(JournalStore store, TestPlanSource plans)
    {
        this.store = store;
        this.plans = plans;
        store.Written = persistenceId =>
        {
            if (ExecutionPersistenceId.TryParse(persistenceId, out var id))
            {
                parked.TryRemove(id, out _);
            }
        };
    }

    public ConcurrentDictionary<string, string> Quarantined { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids as they are parked.</summary>
    public Arrivals<string> Parkings { get; } = new();

    public Arrivals<DateTimeOffset> Looks { get; } = new();

    public ValueTask<ImmutableArray<string>> UnfinishedAsync(
        string? after,
        int limit,
        CancellationToken cancellation
    ) =>
        ValueTask.FromResult<ImmutableArray<string>>([
            .. store
                .ExecutionIds.Where(id => string.CompareOrdinal(id, after) > 0)
                .Where(id => store.Of(id)[^1] is not ExecutionFinished)
                .Where(id => !parked.ContainsKey(id) && !Quarantined.ContainsKey(id))
                .Take(limit),
        ]);

    public ValueTask<DueExecutions> DueAsync(DateTimeOffset until, int limit, CancellationToken cancellation)
    {
        Looks.Add(until);
        var dues = parked
            .Keys.Where(id => !Quarantined.ContainsKey(id))
            .Select(id => (Id: id, Due: DueOf(id)))
            .ToArray();
        return ValueTask.FromResult(
            new DueExecutions(
                [.. dues.Where(d => d.Due <= until).OrderBy(d => d.Due).Select(d => d.Id).Take(limit)],
                dues.Where(d => d.Due > until).Min(d => d.Due)
            )
        );
    }

    public ValueTask ParkAsync(string executionId, CancellationToken cancellation)
    {
        parked[executionId] = true;
        Parkings.Add(executionId);
        return ValueTask.CompletedTask;
    }

    public ValueTask QuarantineAsync(string executionId, string reason, CancellationToken cancellation)
    {
        Quarantined[executionId] = reason;
        return ValueTask.CompletedTask;
    }

    public ValueTask ReleaseAsync(string executionId, CancellationToken cancellation)
    {
        Quarantined.TryRemove(executionId, out _);
        return ValueTask.CompletedTask;
    }

    private DateTimeOffset? DueOf(string executionId)
    {
        var events = store.Of(executionId);
        var header = ((ExecutionStarted)events[0]).Header;
        Assert.True(plans.TryGet(header.DefinitionHash, header.PlanVersion, out var plan));
        return ExecutionEvolution.Evolve(ExecutionState.Initial(executionId, plan, "the table"), events).NextDue;
    }
}
