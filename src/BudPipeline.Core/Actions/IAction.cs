using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions;

/// <summary>An action that a step actor runs. One instance serves all steps; it keeps no state between calls.</summary>
public interface IAction
{
    /// <summary>What it says of itself.</summary>
    ActionDescriptor Descriptor { get; }

    /// <summary>Whether it only computes, and not for long: it never waits and never blocks, so it needs no thread.</summary>
    bool OnlyComputes => false;

    /// <summary>
    /// Runs one attempt. Expected failures come back as an outcome; an exception is a fault of the action and becomes a
    /// failed outcome of code ACTION_FAULT. When <paramref name="cancellation"/> fires it stops what it started and returns.
    /// </summary>
    Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken cancellation);
}

/// <summary>What an action knows of the attempt it runs.</summary>
/// <param name="Attempt">Which attempt this is.</param>
/// <param name="StepId">The step's id.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Params">The rendered parameters, the action's defaults not yet applied.</param>
/// <param name="Log">Where its lines go.</param>
/// <param name="Timeout">How long the attempt may take; the step runner ends it.</param>
/// <param name="Traceparent">The W3C trace context of the request that started the execution, when there was one.</param>
public sealed record ActionContext(
    AttemptKey Attempt,
    string StepId,
    string Pipeline,
    MapValue Params,
    IStepLog Log,
    TimeSpan Timeout,
    string? Traceparent
)
{
    /// <summary>Where it opens the secrets that its parameters name; an action that does not, sees them masked.</summary>
    public ISecrets Secrets { get; init; } = NoSecrets.Instance;

    /// <summary>This context with the secrets in its parameters opened; null and a failed outcome when one is not there.</summary>
    public ActionContext? WithOpenSecrets(out ActionOutcome? failure)
    {
        var opened = Secrets.Open(Params, out var missing);
        failure = missing is null
            ? null
            : ActionOutcome.Failed(
                new StepError(
                    "SECRET_NOT_FOUND",
                    StepError.Business,
                    $"there is no secret '{missing}' on this node: give it one, as Secrets:{missing} in its settings"
                )
            );
        return opened is MapValue parameters ? this with { Params = parameters } : null;
    }
}

/// <summary>Names one attempt of one step of one execution in the whole system.</summary>
/// <param name="ExecutionId">The execution.</param>
/// <param name="Ordinal">The step's ordinal in its plan.</param>
/// <param name="Attempt">From 1; every attempt counts, whether it was lost, failed or timed out.</param>
/// <param name="Fence">Grows with every attempt of the execution: the journal's sequence number of the start.</param>
public readonly record struct AttemptKey(string ExecutionId, int Ordinal, int Attempt, long Fence);

/// <summary>Levels of an execution's log lines.</summary>
public enum StepLogLevel
{
    /// <summary>For the author of a step.</summary>
    Debug,

    /// <summary>Ordinary.</summary>
    Info,

    /// <summary>Doubtful.</summary>
    Warning,

    /// <summary>Wrong.</summary>
    Error,
}

/// <summary>Takes the lines of one attempt. Safe to call from any thread; never blocks, never throws.</summary>
public interface IStepLog
{
    /// <summary>Writes one line, without a line end.</summary>
    void Write(StepLogLevel level, string message);
}
