using System.Collections.Immutable;
using BudPipeline.Core.Actions;

namespace BudPipeline.Core.Executions;

/// <summary>What an execution can be asked to do.</summary>
public abstract record ExecutionCommand;

/// <summary>Start it. Asked again with the same fingerprint it is a duplicate; with another one it is refused.</summary>
/// <param name="Header">What it pins.</param>
/// <param name="Reused">Ends of steps that are taken over from another execution of the same plan; null for none.</param>
public sealed record StartExecution(ExecutionHeader Header, ReusedSteps? Reused = null) : ExecutionCommand;

/// <summary>An attempt ended. Accepted for the live attempt only.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record CompleteAttempt(int Ordinal, int Attempt, ActionOutcome Outcome) : ExecutionCommand;

/// <summary>A running attempt says how far it is. Accepted for the live attempt only.</summary>
/// <param name="Ordinal">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Percent">0 to 100.</param>
public sealed record ReportProgress(int Ordinal, int Attempt, double Percent) : ExecutionCommand;

/// <summary>Cancel it.</summary>
/// <param name="By">Who asks.</param>
/// <param name="Message">Why.</param>
/// <param name="Force">Whether the steps under <c>finally</c> are given up too; also said to one that stops already.</param>
public sealed record CancelExecution(string? By, string? Message, bool Force = false) : ExecutionCommand;

/// <summary>Begin no further step.</summary>
/// <param name="By">Who asks.</param>
public sealed record PauseExecution(string? By) : ExecutionCommand;

/// <summary>Begin steps again.</summary>
/// <param name="By">Who asks.</param>
public sealed record ResumeExecution(string? By) : ExecutionCommand;

/// <summary>
/// Something happened that a step waits for, or will. It is taken by the step that waited first, else kept until one asks.
/// </summary>
/// <param name="Signal">What is told.</param>
public sealed record SendSignal(Signal Signal) : ExecutionCommand;

/// <summary>A moment that was waited for has come: the timer of <see cref="SetTimer"/> fired.</summary>
public sealed record TimerFired : ExecutionCommand;

/// <summary>These runners are gone, and with them whatever they ran.</summary>
/// <param name="Runners">Node incarnations.</param>
public sealed record RunnersLost(ImmutableArray<string> Runners) : ExecutionCommand;
