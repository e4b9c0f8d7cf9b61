using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>
/// A definition compiled for execution: steps by ordinal, dependencies counted, templates parsed. Immutable, shared by
/// all executions of the same content hash.
/// </summary>
/// <param name="Hash">SHA-256 of the definition's canonical JSON, lower-case hex.</param>
/// <param name="PlanVersion">The version of the compiler's rules that made this plan; an execution pins it.</param>
/// <param name="Definition">What it was compiled from.</param>
/// <param name="Steps">By ordinal.</param>
/// <param name="Ordinals">Step id to ordinal.</param>
/// <param name="Outputs">The declared outputs as a template; null when none are declared.</param>
/// <param name="TotalWeight">The sum of all weights.</param>
public sealed record ExecutionPlan(
    string Hash,
    int PlanVersion,
    PipelineDefinition Definition,
    ImmutableArray<PlanStep> Steps,
    IReadOnlyDictionary<string, int> Ordinals,
    ValueTemplate? Outputs,
    double TotalWeight
)
{
    /// <summary>The version that this build compiles to.</summary>
    public const int CurrentVersion = 1;

    /// <summary>What templates see as <c>env</c>: the variables of the node that it lends to them. No part of the hash.</summary>
    public MapValue Environment { get; init; } = MapValue.Empty;

    /// <summary>The ordinal from which on steps stand under <c>finally</c>; the count of steps when none does.</summary>
    public int FinallyFrom { get; init; } = Steps.Length;

    /// <summary>Whether any step does.</summary>
    public bool HasFinally => FinallyFrom < Steps.Length;

    /// <summary>Whether a step stands under <c>finally</c>: it begins once all others are terminal, whatever became of them.</summary>
    public bool IsFinal(int ordinal) => ordinal >= FinallyFrom;
}

/// <summary>A step, ready to be decided about.</summary>
/// <param name="Ordinal">Its place in definition order, from 0.</param>
/// <param name="Definition">What its author wrote.</param>
/// <param name="Action">The descriptor of its action; null when no such action is registered.</param>
/// <param name="Dependencies">Ordinals it waits for, declared and implied by references, ascending.</param>
/// <param name="Dependents">Ordinals that wait for it, ascending.</param>
/// <param name="RunWhen">The effective rule.</param>
/// <param name="IsFailureHandler">True when it also runs after an execution has failed: a condition on a status or error, or <c>run_when</c> on_failure or always.</param>
/// <param name="Condition">The parsed condition; null runs always.</param>
/// <param name="Params">The parsed parameters.</param>
/// <param name="Timeout">How long one attempt may take.</param>
/// <param name="Retry">The effective retry policy; null when a failure is not repeated.</param>
/// <param name="Weight">Its share of the progress.</param>
public sealed record PlanStep(
    int Ordinal,
    StepDefinition Definition,
    ActionDescriptor? Action,
    ImmutableArray<int> Dependencies,
    ImmutableArray<int> Dependents,
    RunWhen RunWhen,
    bool IsFailureHandler,
    Condition? Condition,
    ValueTemplate Params,
    TimeSpan Timeout,
    RetryPolicy? Retry,
    double Weight
)
{
    /// <summary>What it goes through and does with each item; null when it is no loop.</summary>
    public LoopPlan? Loop { get; init; }

    /// <summary>What undoes it, a step in itself; null when nothing does.</summary>
    public PlanStep? Compensation { get; init; }

    /// <summary>Its id, for people and for the wire.</summary>
    public string Id => Definition.Id;

    /// <summary>Whether an attempt that was lost with its runner may simply be repeated.</summary>
    public bool IsIdempotent => Definition.Idempotent ?? Action?.Idempotent ?? true;

    /// <summary>
    /// Whether an attempt may be repeated of which nobody knows how far it came. Of an action that is not idempotent only
    /// when the step itself asks for retries; never when the step says that it is not idempotent.
    /// </summary>
    public bool MayRepeatBlindly =>
        Definition.Idempotent ?? (Action?.Idempotent != false || Definition.Retry is not null);
}
