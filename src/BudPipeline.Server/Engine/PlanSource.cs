using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Engine;

/// <summary>
/// Plans by the hash of their definition: those in use in memory, all in the table. A plan stays as long as an execution
/// holds it, and the latest few beyond that.
/// </summary>
internal sealed class PlanSource(DefinitionsTable table, ActionCatalog catalog, NodeEnvironment environment)
    : IPlanSource
{
    private const int KeptAnyway = 256;

    private readonly ConcurrentDictionary<(string Hash, int Version), WeakReference<ExecutionPlan>> plans = new();
    private readonly ConcurrentQueue<ExecutionPlan> latest = new();
    private int kept;

    public bool TryGet(string hash, int planVersion, [MaybeNullWhen(false)] out ExecutionPlan plan)
    {
        plan = null;
        return plans.TryGetValue((hash, planVersion), out var reference) && reference.TryGetTarget(out plan);
    }

    public async ValueTask<ExecutionPlan> LoadAsync(string hash, int planVersion, CancellationToken cancellation)
    {
        if (TryGet(hash, planVersion, out var known))
        {
            return known;
        }

        var body =
            await table.BodyAsync(hash)
            ?? throw new InvalidOperationException($"the definition {hash} is not in the table of definitions");
        return Keep(DefinitionCompiler.FromCanonical(body, catalog));
    }

    /// <summary>Stores a definition, so that whoever pins its hash from now on can load it.</summary>
    public async Task StoreAsync(ExecutionPlan plan)
    {
        if (!TryGet(plan.Hash, plan.PlanVersion, out _))
        {
            await table.AddIfAbsentAsync(plan.Hash, CanonicalJson.Write(plan.Definition));
            Keep(plan);
        }
    }

    /// <summary>Keeps a plan as this node runs it, with what it lends to templates.</summary>
    private ExecutionPlan Keep(ExecutionPlan compiled)
    {
        var plan = compiled with { Environment = environment.Variables };
        plans[(plan.Hash, plan.PlanVersion)] = new WeakReference<ExecutionPlan>(plan);
        latest.Enqueue(plan);
        if (latest.Count > KeptAnyway)
        {
            latest.TryDequeue(out _);
        }

        if (Interlocked.Increment(ref kept) % KeptAnyway == 0)
        {
            ForgetUnused();
        }

        return plan;
    }

    private void ForgetUnused()
    {
        foreach (var (key, reference) in plans)
        {
            if (!reference.TryGetTarget(out _))
            {
                plans.TryRemove(KeyValuePair.Create(key, reference));
            }
        }
    }
}
