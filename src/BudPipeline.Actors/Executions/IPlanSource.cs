using System.Diagnostics.CodeAnalysis;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Actors.Executions;

/// <summary>Where executions get their plans: a cache in front of the table of definitions.</summary>
public interface IPlanSource
{
    /// <summary>The plan, when it is in memory. Safe to call from any thread; never blocks.</summary>
    bool TryGet(string hash, int planVersion, [MaybeNullWhen(false)] out ExecutionPlan plan);

    /// <summary>The plan, from the table if need be. Throws when there is no such definition.</summary>
    ValueTask<ExecutionPlan> LoadAsync(string hash, int planVersion, CancellationToken cancellation);
}
