using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions;

/// <summary>What a step of control flow keeps while it is under way.</summary>
public abstract record StepFlow;

/// <summary>The signal that a step waits for.</summary>
/// <param name="Name">Its name; an approval waits for <c>approve</c> and hears <c>reject</c> too.</param>
/// <param name="Match">What its payload must hold, by dotted keys; null takes any.</param>
/// <param name="Approvers">Who may decide an approval; null lets anybody.</param>
/// <param name="Message">What is asked, for people.</param>
/// <param name="ContinueOnReject">True when a rejection completes the step; else null.</param>
public sealed record AwaitedSignal(
    string Name,
    MapValue? Match = null,
    ImmutableArray<string>? Approvers = null,
    string? Message = null,
    bool? ContinueOnReject = null
) : StepFlow;
