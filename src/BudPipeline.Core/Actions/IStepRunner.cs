using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions;

/// <summary>Everything a runner needs to run one attempt.</summary>
/// <param name="Attempt">Which attempt this is.</param>
/// <param name="StepId">The step's id.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="ActionType">The action's type.</param>
/// <param name="Params">The rendered parameters.</param>
/// <param name="Timeout">How long the attempt may take.</param>
/// <param name="Traceparent">The W3C trace context, when there is one.</param>
public sealed record StepAssignment(
    AttemptKey Attempt,
    string StepId,
    string Pipeline,
    string ActionType,
    MapValue Params,
    TimeSpan Timeout,
    string? Traceparent
);

/// <summary>Runs attempts on this node.</summary>
public interface IStepRunner
{
    /// <summary>
    /// Runs one attempt to its end. Never throws for what an action does: a fault is a failed outcome. When
    /// <paramref name="cancellation"/> fires it returns once nothing of the attempt runs any more. It does not block its
    /// caller: what may block runs on a thread of its own.
    /// </summary>
    Task<ActionOutcome> RunAsync(StepAssignment assignment, CancellationToken cancellation);
}
