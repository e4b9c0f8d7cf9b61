using System.Collections.Immutable;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Core.Executions;

/// <summary>Steps of an execution whose ends another execution of the same plan takes over instead of running them.</summary>
/// <param name="Finished">Completed ones, with their outputs.</param>
/// <param name="Skipped">Those that a condition or a branch left out.</param>
public sealed record ReusedSteps(ImmutableArray<StepFinish> Finished, ImmutableArray<StepSkip> Skipped);

/// <summary>
/// Which steps of an ended execution need not run again: what completed, or was left out by a condition or a branch, and
/// depends on nothing that runs again. What was undone runs again. A failure handler always runs again, or not, by what
/// happens this time, and so does what stands under <c>finally</c>.
/// </summary>
public static class StepReuse
{
    /// <summary>What can be taken over.</summary>
    /// <param name="ended">An execution that has ended.</param>
    /// <param name="from">The ordinal of a step that runs again in any case; null for none.</param>
    public static ReusedSteps Of(ExecutionState ended, int? from)
    {
        var plan = ended.Plan;
        var reused = new bool[plan.Steps.Length];
        var finished = ImmutableArray.CreateBuilder<StepFinish>();
        var skipped = ImmutableArray.CreateBuilder<StepSkip>();
        foreach (var ordinal in InOrderOfDependencies(ended))
        {
            var (step, rules) = (ended.Steps[ordinal], plan.Steps[ordinal]);
            if (
                ordinal == from
                || IsUndone(ended, ordinal)
                || IsOfTheEnd(ended, rules)
                || !rules.Dependencies.All(dependency => reused[dependency])
            )
            {
                continue;
            }

            if (step.Status == StepStatus.Completed)
            {
                // No attempt of it belongs to the new execution.
                finished.Add(new StepFinish(ordinal, 0, StepStatus.Completed, step.Outputs, null, null));
                reused[ordinal] = true;
            }
            else if (step.Skip is { } reason && IsDecided(reason) && (step.Cause < 0 || reused[step.Cause]))
            {
                skipped.Add(new StepSkip(ordinal, reason, step.Cause));
                reused[ordinal] = true;
            }
        }

        return new ReusedSteps(finished.ToImmutable(), skipped.ToImmutable());
    }

    private static bool IsUndone(ExecutionState ended, int ordinal) => ended.Saga?.OrdinalOf(ordinal) is not null;

    private static bool IsOfTheEnd(ExecutionState ended, PlanStep rules) =>
        rules.IsFailureHandler || ended.Plan.IsFinal(rules.Ordinal);

    private static bool IsDecided(SkipReason reason) => reason is SkipReason.Condition or SkipReason.Branch;

    /// <summary>Every step behind those that it depends on.</summary>
    private static IEnumerable<int> InOrderOfDependencies(ExecutionState ended)
    {
        var steps = ended.Plan.Steps;
        var unmet = steps.Select(step => step.Dependencies.Length).ToArray();
        var ready = new Queue<int>(steps.Where(step => step.Dependencies.IsEmpty).Select(step => step.Ordinal));
        while (ready.TryDequeue(out var ordinal))
        {
            yield return ordinal;
            foreach (var dependent in steps[ordinal].Dependents)
            {
                if (--unmet[dependent] == 0)
                {
                    ready.Enqueue(dependent);
                }
            }
        }
    }
}
