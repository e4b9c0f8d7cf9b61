using BudPipeline.Core.Actions;

namespace BudPipeline.Core.Executions;

/// <summary>What the shell has to do because of a state. Derived from states, never journaled; each may be repeated.</summary>
public abstract record ExecutionEffect;

/// <summary>Run this attempt; asking again for one that runs is nothing.</summary>
/// <param name="Assignment">The attempt with its rendered parameters.</param>
public sealed record DispatchStep(StepAssignment Assignment) : ExecutionEffect;

/// <summary>The attempt cannot be dispatched: its parameters do not render. The shell reports it as failed.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Error">Why.</param>
public sealed record FailAttempt(int Ordinal, int Attempt, StepError Error) : ExecutionEffect;

/// <summary>Stop this attempt; its outcome comes as usual.</summary>
/// <param name="Attempt">Which.</param>
/// <param name="StepId">The step's id.</param>
public sealed record CancelStep(AttemptKey Attempt, string StepId) : ExecutionEffect;

/// <summary>Send <see cref="TimerFired"/> at this moment; replaces an earlier timer.</summary>
/// <param name="Due">When; may be in the past.</param>
public sealed record SetTimer(DateTimeOffset Due) : ExecutionEffect;
