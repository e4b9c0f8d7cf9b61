using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>A pipeline as its author wrote it, with defaults filled in and aliases resolved. Contract §a.1.</summary>
/// <param name="Name">1 to 255 characters.</param>
/// <param name="Version">The author's version, "1.0" when not given.</param>
/// <param name="Description">Free text.</param>
/// <param name="Parameters">Declared parameters in their order.</param>
/// <param name="Settings">Settings of the whole execution.</param>
/// <param name="Steps">Steps in definition order, those under <c>finally</c> last; a step's place is its ordinal.</param>
/// <param name="Outputs">What the execution gives: any JSON, its texts are templates. Null when none are declared.</param>
public sealed record PipelineDefinition(
    string Name,
    string Version,
    string? Description,
    ImmutableArray<ParameterDefinition> Parameters,
    PipelineSettings Settings,
    ImmutableArray<StepDefinition> Steps,
    MapValue? Outputs
)
{
    /// <summary>What <c>phases</c> says; empty when the pipeline is written as <c>steps</c>.</summary>
    public ImmutableArray<PhaseDefinition> Phases { get; init; } = [];

    /// <summary>How many steps stand under <c>finally</c>: the last ones.</summary>
    public int FinallyCount { get; init; }

    /// <summary>The ordinal from which on steps stand under <c>finally</c>.</summary>
    public int FinallyFrom => Steps.Length - FinallyCount;
}

/// <summary>Tasks that run together. Groups run one after another, in ascending order; phases of one group at once.</summary>
/// <param name="Name">For people; null when not given.</param>
/// <param name="Group">Its group; phases without one are a group each.</param>
/// <param name="TaskCount">How many of the steps are its tasks: those after the tasks of the phases before it.</param>
public sealed record PhaseDefinition(string? Name, int Group, int TaskCount);

/// <summary>The nominal types of a parameter; the wire words are lower snake case.</summary>
public enum ParameterType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>A number with a fraction.</summary>
    Float,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list.</summary>
    Array,

    /// <summary>A map.</summary>
    Object,

    /// <summary>A reference to something the platform keeps (cluster_ref, model_ref, …) or a type that is not known: not checked.</summary>
    Reference,
}

/// <summary>A declared parameter.</summary>
/// <param name="Name">1 to 100 characters, the first a letter or an underscore.</param>
/// <param name="Type">What is checked and coerced at start.</param>
/// <param name="TypeName">The type as the author wrote it.</param>
/// <param name="Description">Free text.</param>
/// <param name="Required">Whether a start without it is refused; true by default, and meaningless beside a default.</param>
/// <param name="Default">Used when the start gives none; null counts as absent.</param>
public sealed record ParameterDefinition(
    string Name,
    ParameterType Type,
    string TypeName,
    string? Description,
    bool Required,
    Value? Default
);

/// <summary>Which steps are skipped after a step that an untaken branch skipped.</summary>
public enum SkipPropagation
{
    /// <summary>None.</summary>
    None,

    /// <summary>A step whose dependencies were all skipped by a branch.</summary>
    Branch,

    /// <summary>A step any of whose dependencies was skipped, for whatever reason.</summary>
    All,
}

/// <summary>Settings of a whole execution.</summary>
/// <param name="TimeoutSeconds">Seconds after which the execution ends with status timeout; at least 1, 7200 by default.</param>
/// <param name="FailFast">Whether a failed step ends the rest; true by default.</param>
/// <param name="MaxParallelSteps">How many steps run at once; 1 to 100, 10 by default.</param>
/// <param name="RetryPolicy">For steps that have none of their own.</param>
/// <param name="SkipPropagation">Branch by default.</param>
public sealed record PipelineSettings(
    int TimeoutSeconds,
    bool FailFast,
    int MaxParallelSteps,
    RetryPolicy? RetryPolicy,
    SkipPropagation SkipPropagation
)
{
    /// <summary>Whether an undefined name in a template is an error instead of nothing; false by default.</summary>
    public bool Strict { get; init; }

    /// <summary>What a definition without settings gets.</summary>
    public static PipelineSettings Default { get; } = new(7200, true, 10, null, SkipPropagation.Branch);
}

/// <summary>What a step's failure means for its execution, once its retries are used up.</summary>
public enum OnFailure
{
    /// <summary>The execution fails.</summary>
    Fail,

    /// <summary>The step stays failed, its dependents run.</summary>
    Continue,

    /// <summary>Retries with the default policy where the step has none, then fails.</summary>
    Retry,
}

/// <summary>When a step runs, seen from the outcome of its dependencies.</summary>
public enum RunWhen
{
    /// <summary>When none of them failed hard.</summary>
    OnSuccess,

    /// <summary>Only when one of them failed.</summary>
    OnFailure,

    /// <summary>Whatever their outcome.</summary>
    Always,
}

/// <summary>A step of a pipeline.</summary>
/// <param name="Id">1 to 100 characters, unique, case-sensitive.</param>
/// <param name="Name">For people; the id when not given.</param>
/// <param name="Action">The action's type, aliases resolved by the catalog.</param>
/// <param name="Params">The action's parameters: any JSON, its texts are templates.</param>
/// <param name="DependsOn">Ids of the steps it names itself, without repeats.</param>
/// <param name="Outputs">Names of outputs, for information only.</param>
/// <param name="Condition">The condition's text; null runs always.</param>
/// <param name="OnFailure">Fail by default.</param>
/// <param name="TimeoutSeconds">Seconds of one attempt; the action's own, then 300, when not given.</param>
/// <param name="Retry">Its own retry policy.</param>
/// <param name="Weight">Its share of the progress; 1 by default.</param>
/// <param name="RunWhen">Null when not given: then a condition on a status makes a failure handler.</param>
/// <param name="Idempotent">Whether a lost attempt may simply be repeated; what its action says when not given.</param>
public sealed record StepDefinition(
    string Id,
    string Name,
    string Action,
    MapValue Params,
    ImmutableArray<string> DependsOn,
    ImmutableArray<string> Outputs,
    string? Condition,
    OnFailure OnFailure,
    int? TimeoutSeconds,
    RetryPolicy? Retry,
    double Weight,
    RunWhen? RunWhen,
    bool? Idempotent
)
{
    /// <summary>Seconds of all its attempts and the waits between them; null when only each attempt is limited.</summary>
    public int? TotalTimeoutSeconds { get; init; }

    /// <summary>What undoes it when the execution does not complete; null when nothing does.</summary>
    public CompensationDefinition? Compensate { get; init; }
}

/// <summary>What undoes a completed step.</summary>
/// <param name="Action">The action's type.</param>
/// <param name="Params">Its parameters: any JSON, its texts are templates that see the step's outputs as <c>result</c>.</param>
/// <param name="TimeoutSeconds">Seconds of one attempt; the action's own, then 300, when not given.</param>
/// <param name="Retry">Its retry policy; that of its step when not given.</param>
public sealed record CompensationDefinition(string Action, MapValue Params, int? TimeoutSeconds, RetryPolicy? Retry);
