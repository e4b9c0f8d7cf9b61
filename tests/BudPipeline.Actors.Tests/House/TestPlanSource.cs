using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Actors.Tests.House;

/// <summary>The definitions that were stored; the cache in front of them may be cold.</summary>
internal sealed class TestPlanSource : IPlanSource
{
    private readonly ConcurrentDictionary<string, ExecutionPlan> stored = new(StringComparer.Ordinal);

    /// <summary>True when every plan has to be loaded.</summary>
    public bool IsCold { get; set; }

    /// <summary>What a load waits for.</summary>
    public Task Loads { get; set; } = Task.CompletedTask;

    public void Store(ExecutionPlan plan) => stored[plan.Hash] = plan;

    public void Drop(ExecutionPlan plan) => stored.TryRemove(plan.Hash, out _);

    public bool TryGet(string hash, int planVersion, [MaybeNullWhen(false)] out ExecutionPlan plan)
    {
        plan = null;
        return !IsCold && stored.TryGetValue(hash, out plan);
    }

    public async ValueTask<ExecutionPlan> LoadAsync(string hash, int planVersion, CancellationToken cancellation)
    {
        await Loads.WaitAsync(cancellation);
        return stored.TryGetValue(hash, out var plan)
            ? plan
            : throw new KeyNotFoundException($"there is no definition {hash}");
    }
}
