using BudPipeline.Core.Definitions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>Whether a step whose dependencies are all terminal runs, seen from how they ended (contract §a.4).</summary>
internal static class Readiness
{
    /// <summary>Null when it runs, else the skip.</summary>
    public static StepSkip? ReasonNotToRun(ExecutionFold fold, int ordinal)
    {
        var plan = fold.Plan.Steps[ordinal];
        return plan.RunWhen switch
        {
            RunWhen.Always => null,
            _ when fold.Plan.IsFinal(ordinal) => AfterAll(fold, plan),
            RunWhen.OnFailure => plan.Dependencies.Any(d => HasFailed(fold, d))
                ? null
                : new StepSkip(ordinal, SkipReason.NotNeeded, -1),
            // A condition on a status decides for itself what a failure means.
            _ when plan.IsFailureHandler => null,
            _ => AfterFailure(fold, plan) ?? AfterSkip(fold, plan),
        };
    }

    /// <summary>Under <c>finally</c> <c>run_when</c> asks about all that was before.</summary>
    private static StepSkip? AfterAll(ExecutionFold fold, PlanStep plan)
    {
        var wentWell = fold.FirstFailure is null && fold.Stopping is null;
        return wentWell == (plan.RunWhen == RunWhen.OnSuccess)
            ? null
            : new StepSkip(plan.Ordinal, SkipReason.NotNeeded, -1);
    }

    private static StepSkip? AfterFailure(ExecutionFold fold, PlanStep plan)
    {
        foreach (var dependency in plan.Dependencies)
        {
            var step = fold.Step(dependency);
            if (fold.IsHardFailure(dependency) || step.Status == StepStatus.Cancelled)
            {
                return new StepSkip(plan.Ordinal, SkipReason.UpstreamFailed, dependency);
            }

            if (step.Skip is SkipReason.UpstreamFailed or SkipReason.FailFast)
            {
                return new StepSkip(plan.Ordinal, SkipReason.UpstreamFailed, step.Cause);
            }
        }

        return null;
    }

    private static StepSkip? AfterSkip(ExecutionFold fold, PlanStep plan)
    {
        if (plan.Dependencies.IsEmpty)
        {
            return null;
        }

        switch (fold.Plan.Definition.Settings.SkipPropagation)
        {
            case SkipPropagation.Branch:
                var cause = fold.Step(plan.Dependencies[0]).Cause;
                return plan.Dependencies.All(d => fold.Step(d).Skip == SkipReason.Branch)
                    ? new StepSkip(plan.Ordinal, SkipReason.Branch, cause)
                    : null;
            case SkipPropagation.All:
                foreach (var dependency in plan.Dependencies)
                {
                    if (fold.Step(dependency).Skip is { } reason)
                    {
                        return new StepSkip(plan.Ordinal, reason, dependency);
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private static bool HasFailed(ExecutionFold fold, int ordinal) =>
        fold.Step(ordinal)
            is { Status: StepStatus.Failed or StepStatus.Timeout }
                or { Skip: SkipReason.UpstreamFailed or SkipReason.FailFast };
}
