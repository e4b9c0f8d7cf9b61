using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions;

/// <summary>
/// What the journal holds of an execution: decisions, in order, each with the moment it was made. Extend-only: a field may
/// be added, an event never changes its meaning. Steps are named by ordinal in the pinned plan.
/// </summary>
/// <param name="At">When it was decided; never before the event in front of it.</param>
public abstract record ExecutionEvent(DateTimeOffset At);

/// <summary>How urgent an execution is.</summary>
public enum ExecutionPriority
{
    /// <summary>Ordinary.</summary>
    Normal,

    /// <summary>Before the others.</summary>
    High,

    /// <summary>When nothing else waits.</summary>
    Low,
}

/// <summary>URLs that are told of the end.</summary>
/// <param name="OnComplete">Told when it completed.</param>
/// <param name="OnFailure">Told when it ended in any other way.</param>
public sealed record ExecutionCallbacks(string? OnComplete, string? OnFailure);

/// <summary>The execution and step that started this one.</summary>
/// <param name="ExecutionId">The parent.</param>
/// <param name="Ordinal">The step of the parent.</param>
public sealed record ParentLink(string ExecutionId, int Ordinal);

/// <summary>Everything that a start pins.</summary>
/// <param name="DefinitionHash">Content hash of the definition, stored by the edge before the start was sent.</param>
/// <param name="PlanVersion">Version of the plan's rules.</param>
/// <param name="PipelineId">The saved pipeline; null for an ephemeral run.</param>
/// <param name="PipelineName">Its name, for lists.</param>
/// <param name="PipelineVersion">The author's version.</param>
/// <param name="Owner">The user; null when there is none.</param>
/// <param name="Params">Typed, defaults filled in.</param>
/// <param name="Tags">In the order given.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Trigger">What started it: api, cli, schedule, webhook, event, pipeline.</param>
/// <param name="Parent">The parent; null for a root.</param>
/// <param name="RetryOf">The execution that this one repeats.</param>
/// <param name="Callbacks">Who is told of the end; null for nobody.</param>
/// <param name="RequestFingerprint">Hash of a request that may be repeated; tells a repeat from a conflict.</param>
/// <param name="Traceparent">W3C trace context of the request.</param>
public sealed record ExecutionHeader(
    string DefinitionHash,
    int PlanVersion,
    string? PipelineId,
    string PipelineName,
    string PipelineVersion,
    string? Owner,
    MapValue Params,
    ImmutableArray<string> Tags,
    ExecutionPriority Priority,
    string Trigger,
    ParentLink? Parent,
    string? RetryOf,
    ExecutionCallbacks? Callbacks,
    string? RequestFingerprint,
    string? Traceparent
);

/// <summary>The execution exists.</summary>
/// <param name="At">When.</param>
/// <param name="Header">What it pins.</param>
/// <param name="Deadline">When it times out.</param>
public sealed record ExecutionStarted(DateTimeOffset At, ExecutionHeader Header, DateTimeOffset Deadline)
    : ExecutionEvent(At);

/// <summary>Attempts begin on a runner.</summary>
/// <param name="At">When.</param>
/// <param name="Runner">The node incarnation that runs them.</param>
/// <param name="Steps">Which.</param>
public sealed record StepsStarted(DateTimeOffset At, string Runner, ImmutableArray<StepStart> Steps)
    : ExecutionEvent(At);

/// <summary>One attempt begins.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Deadline">When the attempt times out.</param>
/// <param name="Waited">True when it begins out of a wait before its first attempt; else null.</param>
public readonly record struct StepStart(int Ordinal, int Attempt, DateTimeOffset Deadline, bool? Waited = null);

/// <summary>Steps wait for a moment; nothing of them runs.</summary>
/// <param name="At">When.</param>
/// <param name="Steps">Which.</param>
public sealed record StepsWaiting(DateTimeOffset At, ImmutableArray<StepWait> Steps) : ExecutionEvent(At);

/// <summary>One step waits.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Due">Until when.</param>
/// <param name="Outputs">What it gives when the moment has come.</param>
public readonly record struct StepWait(int Ordinal, int Attempt, DateTimeOffset Due, MapValue Outputs);

/// <summary>Loops begin.</summary>
/// <param name="At">When.</param>
/// <param name="Loops">Which.</param>
public sealed record LoopsOpened(DateTimeOffset At, ImmutableArray<LoopOpen> Loops) : ExecutionEvent(At);

/// <summary>
/// One loop begins. Its items are steps of their own from here on: their ordinals follow those of the plan and of the
/// loops before, so that every event of a step tells of an item as well.
/// </summary>
/// <param name="Ordinal">The step that is the loop.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="First">The ordinal of the first item.</param>
/// <param name="Count">How many items there are; at least 1.</param>
/// <param name="Concurrency">How many of them run at once.</param>
/// <param name="ContinueOnError">Whether a failed item leaves the others alone.</param>
/// <param name="Due">When the loop as a whole times out; null when only the execution does.</param>
public readonly record struct LoopOpen(
    int Ordinal,
    int Attempt,
    int First,
    int Count,
    int Concurrency,
    bool ContinueOnError,
    DateTimeOffset? Due
);

/// <summary>
/// The execution did not complete, and what its steps did is undone: the compensations are steps of their own from here on,
/// whose ordinals follow those there are.
/// </summary>
/// <param name="At">When.</param>
/// <param name="First">The ordinal of the first compensation.</param>
/// <param name="Steps">The steps that are undone, the one that completed last first.</param>
public sealed record CompensationsOpened(DateTimeOffset At, int First, ImmutableArray<int> Steps) : ExecutionEvent(At);

/// <summary>Steps wait for a signal; nothing of them runs.</summary>
/// <param name="At">When.</param>
/// <param name="Steps">Which.</param>
public sealed record StepsAwaiting(DateTimeOffset At, ImmutableArray<StepAwait> Steps) : ExecutionEvent(At);

/// <summary>One step waits for a signal.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Signal">What it waits for.</param>
/// <param name="Due">When it gives up; null when it never does.</param>
public readonly record struct StepAwait(int Ordinal, int Attempt, AwaitedSignal Signal, DateTimeOffset? Due);

/// <summary>Signals came.</summary>
/// <param name="At">When.</param>
/// <param name="Signals">Which; each has the next number, from 1.</param>
public sealed record SignalsReceived(DateTimeOffset At, ImmutableArray<Signal> Signals) : ExecutionEvent(At);

/// <summary>Something that somebody outside tells an execution.</summary>
/// <param name="Name">What happened: the name of an event, <c>approve</c> or <c>reject</c>.</param>
/// <param name="Payload">What belongs to it: any JSON.</param>
/// <param name="Id">Tells a repeat from a second signal; null when every one counts.</param>
public readonly record struct Signal(string Name, Value Payload, string? Id);

/// <summary>Steps reached their end.</summary>
/// <param name="At">When.</param>
/// <param name="Steps">Which.</param>
public sealed record StepsFinished(DateTimeOffset At, ImmutableArray<StepFinish> Steps) : ExecutionEvent(At);

/// <summary>One step's end: completed, failed, timeout or cancelled.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">The attempt that ended it; 0 when it never had one.</param>
/// <param name="Status">How.</param>
/// <param name="Outputs">What it gave.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Usage">What it used.</param>
/// <param name="Waited">True when it ended out of a wait, whose moment leaves with it; else null.</param>
/// <param name="Signal">The number of the signal that it took; else null.</param>
/// <param name="Item">True when it is an item of a loop; else null.</param>
public readonly record struct StepFinish(
    int Ordinal,
    int Attempt,
    StepStatus Status,
    MapValue Outputs,
    StepError? Error,
    ResourceUsage? Usage,
    bool? Waited = null,
    long? Signal = null,
    bool? Item = null
);

/// <summary>Why a step did not run.</summary>
public enum SkipReason
{
    /// <summary>Its condition was false.</summary>
    Condition,

    /// <summary>A branch did not take it.</summary>
    Branch,

    /// <summary>A step it depends on failed.</summary>
    UpstreamFailed,

    /// <summary>The execution failed first.</summary>
    FailFast,

    /// <summary>The execution was cancelled first.</summary>
    Cancelled,

    /// <summary>The execution timed out first.</summary>
    Timeout,

    /// <summary>It runs on failure only and nothing failed, or under finally on success only and something did.</summary>
    NotNeeded,
}

/// <summary>Steps that will not run.</summary>
/// <param name="At">When.</param>
/// <param name="Steps">Which.</param>
public sealed record StepsSkipped(DateTimeOffset At, ImmutableArray<StepSkip> Steps) : ExecutionEvent(At);

/// <summary>One step that will not run.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Reason">Why.</param>
/// <param name="Cause">The ordinal of the step that caused it; -1 when none did.</param>
public readonly record struct StepSkip(int Ordinal, SkipReason Reason, int Cause);

/// <summary>Attempts failed and will be repeated.</summary>
/// <param name="At">When.</param>
/// <param name="Steps">Which.</param>
public sealed record StepsRetrying(DateTimeOffset At, ImmutableArray<StepRetry> Steps) : ExecutionEvent(At);

/// <summary>One attempt failed and will be repeated.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">The attempt that failed.</param>
/// <param name="Error">Why.</param>
/// <param name="Due">When the next one may begin.</param>
public readonly record struct StepRetry(int Ordinal, int Attempt, StepError Error, DateTimeOffset Due);

/// <summary>Why running attempts are asked to stop.</summary>
public enum StopReason
{
    /// <summary>Somebody cancelled the execution.</summary>
    Cancelled,

    /// <summary>The attempt, or the whole execution, took too long.</summary>
    Timeout,

    /// <summary>Another step failed and the execution fails fast.</summary>
    FailFast,
}

/// <summary>Running attempts are asked to stop; each one's end comes as an outcome.</summary>
/// <param name="At">When.</param>
/// <param name="Steps">Which.</param>
public sealed record StepsStopping(DateTimeOffset At, ImmutableArray<StepStop> Steps) : ExecutionEvent(At);

/// <summary>One running attempt is asked to stop.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Reason">Why.</param>
public readonly record struct StepStop(int Ordinal, int Attempt, StopReason Reason);

/// <summary>Attempts whose runner is gone; they do not count against the retry budget and begin again.</summary>
/// <param name="At">When.</param>
/// <param name="Steps">Which.</param>
public sealed record AttemptsLost(DateTimeOffset At, ImmutableArray<LostAttempt> Steps) : ExecutionEvent(At);

/// <summary>One lost attempt.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">The attempt.</param>
public readonly record struct LostAttempt(int Ordinal, int Attempt);

/// <summary>Running steps said how far they are.</summary>
/// <param name="At">When.</param>
/// <param name="Steps">Which.</param>
public sealed record StepsProgressed(DateTimeOffset At, ImmutableArray<StepProgress> Steps) : ExecutionEvent(At);

/// <summary>One running step said how far it is.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Percent">0 to 100.</param>
public readonly record struct StepProgress(int Ordinal, int Attempt, double Percent);

/// <summary>No further step begins until it is resumed.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who asked.</param>
public sealed record ExecutionPaused(DateTimeOffset At, string? By) : ExecutionEvent(At);

/// <summary>Steps begin again.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who asked.</param>
public sealed record ExecutionResumed(DateTimeOffset At, string? By) : ExecutionEvent(At);

/// <summary>The execution will end as cancelled or timed out, once what runs has stopped.</summary>
/// <param name="At">When.</param>
/// <param name="Reason">Cancelled or timeout.</param>
/// <param name="By">Who asked.</param>
/// <param name="Message">Why, in the words of whoever asked.</param>
/// <param name="Force">True when what stands under <c>finally</c> does not run either; else null.</param>
public sealed record ExecutionStopping(
    DateTimeOffset At,
    StopReason Reason,
    string? By,
    string? Message,
    bool? Force = null
) : ExecutionEvent(At);

/// <summary>The end.</summary>
/// <param name="At">When.</param>
/// <param name="Status">A terminal status.</param>
/// <param name="Outputs">What it gives; null when none are declared: then its steps' own outputs, which stand in their events.</param>
/// <param name="Error">Why it did not complete.</param>
/// <param name="Notifies">True when somebody is told of it, a callback or a parent; else null.</param>
public sealed record ExecutionFinished(
    DateTimeOffset At,
    ExecutionStatus Status,
    MapValue? Outputs,
    ExecutionError? Error,
    bool? Notifies = null
) : ExecutionEvent(At);

/// <summary>Why an execution did not complete.</summary>
/// <param name="Code">Stable upper-snake-case code.</param>
/// <param name="Type">application, business, timeout, … as in <see cref="StepError"/>.</param>
/// <param name="Message">What happened, for people.</param>
/// <param name="Step">The id of the step that failed first; null when no step did.</param>
/// <param name="Attempt">Its last attempt.</param>
/// <param name="Uncompensated">Steps that completed and could not be undone; null when there is none.</param>
public sealed record ExecutionError(
    string Code,
    string Type,
    string Message,
    string? Step,
    int? Attempt,
    ImmutableArray<string>? Uncompensated = null
);
