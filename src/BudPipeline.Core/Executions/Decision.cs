using System.Collections.Immutable;

namespace BudPipeline.Core.Executions;

/// <summary>What the core says to a command.</summary>
public abstract record Decision
{
    private Decision() { }

    /// <summary>Yes: these events happen. Never empty.</summary>
    public sealed record Accepted(ImmutableArray<ExecutionEvent> Events) : Decision;

    /// <summary>No, and nothing changes.</summary>
    /// <param name="Code">Stable upper-snake-case code, one of <see cref="RejectionCodes"/>.</param>
    /// <param name="Message">Why, and what to do.</param>
    public sealed record Rejected(string Code, string Message) : Decision;

    /// <summary>It has already happened, or it is stale; nothing changes and nobody need repeat it.</summary>
    public sealed record Duplicate : Decision;
}

/// <summary>The codes of rejections.</summary>
public static class RejectionCodes
{
    /// <summary>There is no such execution.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>It has ended.</summary>
    public const string AlreadyEnded = "ALREADY_ENDED";

    /// <summary>The id is taken by a start with other content.</summary>
    public const string Conflict = "CONFLICT";

    /// <summary>It is not paused, or it is stopping.</summary>
    public const string InvalidState = "INVALID_STATE";

    /// <summary>No step is left that could take the signal, or too many are kept already.</summary>
    public const string SignalRefused = "SIGNAL_REFUSED";

    /// <summary>Whoever decides is not among the approvers.</summary>
    public const string NotAnApprover = "NOT_AN_APPROVER";
}

/// <summary>What the core says to a whole inbox.</summary>
/// <param name="Decisions">One a command, in order; an accepted one leaves its events to <paramref name="Events"/>.</param>
/// <param name="Events">Everything that happens, in order; may be empty.</param>
/// <param name="After">The state once these events are journaled.</param>
public sealed record InboxDecision(
    ImmutableArray<Decision> Decisions,
    ImmutableArray<ExecutionEvent> Events,
    ExecutionState After
);
