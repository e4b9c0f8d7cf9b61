using System.Collections.Immutable;
using BudPipeline.Core.Executions.Deciding;

namespace BudPipeline.Core.Executions;

/// <summary>What an execution says to a command. Pure: it never throws and never changes what it is given.</summary>
public static class ExecutionDecider
{
    private static readonly Decision Duplicate = new Decision.Duplicate();

    /// <summary>Decides one command.</summary>
    /// <param name="state">The state as journaled.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="now">The moment; one before the last event counts as that event's.</param>
    public static Decision Decide(ExecutionState state, ExecutionCommand command, DateTimeOffset now)
    {
        var together = DecideTogether(state, [command], now);
        return together.Decisions[0] switch
        {
            Decision.Accepted when together.Events.IsEmpty => Duplicate,
            Decision.Accepted => new Decision.Accepted(together.Events),
            var other => other,
        };
    }

    /// <summary>
    /// Decides everything that waits in one go: each command sees the ones before it, and what follows from all of them
    /// (steps that begin, are skipped, the end) is decided once.
    /// </summary>
    /// <param name="state">The state as journaled.</param>
    /// <param name="commands">What is asked, in order.</param>
    /// <param name="now">The moment.</param>
    public static InboxDecision DecideTogether(
        ExecutionState state,
        IReadOnlyList<ExecutionCommand> commands,
        DateTimeOffset now
    )
    {
        var draft = new DecisionDraft(state, now);
        var decisions = ImmutableArray.CreateBuilder<Decision>(commands.Count);
        foreach (var command in commands)
        {
            decisions.Add(Answer(draft, command));
        }

        Advancing.Advance(draft);
        return new InboxDecision(
            decisions.MoveToImmutable(),
            draft.Events,
            draft.IsEmpty ? state : draft.Fold.ToState()
        );
    }

    private static Decision Answer(DecisionDraft draft, ExecutionCommand command)
    {
        if (command is StartExecution start)
        {
            return Starting.Start(draft, start);
        }

        if (draft.Fold.Header is null)
        {
            return new Decision.Rejected(RejectionCodes.NotFound, $"there is no execution {draft.Fold.ExecutionId}");
        }

        return command switch
        {
            CompleteAttempt complete => StepResults.Complete(draft, complete),
            ReportProgress progress => StepResults.Progress(draft, progress),
            TimerFired => Timers.Fire(draft),
            RunnersLost lost => LostRunners.Lose(draft, lost),
            SendSignal send => Signalling.Send(draft, send.Signal),
            CancelExecution cancel => Lifecycle.Cancel(draft, cancel),
            PauseExecution pause => Lifecycle.Pause(draft, pause),
            ResumeExecution resume => Lifecycle.Resume(draft, resume),
            _ => Duplicate,
        };
    }
}
