using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions;

/// <summary>Derives what the shell has to do from states alone, so that recovery has no second way.</summary>
public static class ExecutionEffects
{
    /// <summary>What is to be done that was not to be done before. Looks only at what changed between the two.</summary>
    public static ImmutableArray<ExecutionEffect> Since(ExecutionState before, ExecutionState after)
    {
        var effects = ImmutableArray.CreateBuilder<ExecutionEffect>();
        if (!after.Status.IsTerminal())
        {
            foreach (var ordinal in StepTable.Changed(before.Steps, after.Steps))
            {
                var (old, step) = (before.Steps.At(ordinal), after.Steps[ordinal]);
                if (old.Status != step.Status || old.Attempt != step.Attempt || old.Stopping != step.Stopping)
                {
                    AddWanted(effects, after, ordinal);
                }
            }
        }

        if (after.NextDue is { } due && due != before.NextDue)
        {
            effects.Add(new SetTimer(due));
        }

        return effects.DrainToImmutable();
    }

    /// <summary>Everything that is to be done in this state: what recovery issues again.</summary>
    public static ImmutableArray<ExecutionEffect> Outstanding(ExecutionState state)
    {
        var effects = ImmutableArray.CreateBuilder<ExecutionEffect>();
        foreach (var ordinal in state.Live.Ascending())
        {
            AddWanted(effects, state, ordinal);
        }

        if (state.NextDue is { } due)
        {
            effects.Add(new SetTimer(due));
        }

        return effects.DrainToImmutable();
    }

    private static void AddWanted(ImmutableArray<ExecutionEffect>.Builder effects, ExecutionState state, int ordinal)
    {
        var step = state.Steps[ordinal];
        if (step.Status != StepStatus.Running || step.Flow is LoopState)
        {
            return;
        }

        effects.Add(step.Stopping is null ? Dispatch(state, ordinal, step) : Cancel(state, ordinal, step));
    }

    private static CancelStep Cancel(ExecutionState state, int ordinal, StepState step) =>
        new(Key(state, ordinal, step), state.PlanOf(ordinal).Id);

    private static ExecutionEffect Dispatch(ExecutionState state, int ordinal, StepState step)
    {
        var plan = state.PlanOf(ordinal);
        var context = ExecutionScope.Context(state, step.AttemptStartedAt ?? state.LastEventAt);
        if (state.IsCompensation(ordinal))
        {
            context = LoopItems.Context(context, state.Steps[state.OwnerOf(ordinal)].Outputs);
        }
        else if (state.IsItem(ordinal) && state.Steps[state.OwnerOf(ordinal)].Flow is LoopState loop)
        {
            context = LoopItems.Context(context, loop, ordinal);
        }

        var rendered = plan.Params.Render(context);
        if (rendered.Error is { } error)
        {
            return new FailAttempt(ordinal, step.Attempt, TemplateErrors.OfParams(plan, error));
        }

        return new DispatchStep(
            new StepAssignment(
                Key(state, ordinal, step),
                plan.Id,
                state.Plan.Definition.Name,
                plan.Action?.Type ?? plan.Definition.Action,
                rendered.Value as MapValue ?? MapValue.Empty,
                plan.Timeout,
                state.Header?.Traceparent
            )
        );
    }

    private static AttemptKey Key(ExecutionState state, int ordinal, StepState step) =>
        new(state.ExecutionId, ordinal, step.Attempt, step.Fence);
}
