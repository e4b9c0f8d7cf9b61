using System.Collections.Immutable;
using Akka.Actor;
using BudPipeline.Core.Executions;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Executions;

/// <summary>
/// Everything that waited, decided together: the events to write, and what is done once they are written. Pure; an
/// execution has at most one turn under way.
/// </summary>
/// <param name="Events">What to write; may be empty.</param>
/// <param name="After">The state once it is written.</param>
/// <param name="Answers">In the order of the letters.</param>
/// <param name="Watchers">Who wants to be told of events after these.</param>
/// <param name="Waiters">Who wants to be told of the end.</param>
internal sealed record Turn(
    ImmutableArray<ExecutionEvent> Events,
    ExecutionState After,
    ImmutableArray<Answer> Answers,
    ImmutableArray<IActorRef> Watchers,
    ImmutableArray<IActorRef> Waiters
)
{
    /// <param name="before">The state as journaled.</param>
    /// <param name="own">What the shell itself has to say; decided first and answered to nobody.</param>
    /// <param name="letters">What waited.</param>
    /// <param name="now">The moment.</param>
    public static Turn Decide(
        ExecutionState before,
        ImmutableArray<ExecutionCommand> own,
        ImmutableArray<Letter> letters,
        DateTimeOffset now
    )
    {
        ImmutableArray<ExecutionCommand> commands =
        [
            .. own,
            .. letters.Select(l => l.Message).OfType<SubmitCommand>().Select(m => m.Command),
        ];
        var decided = commands.IsEmpty
            ? new InboxDecision([], [], before)
            : ExecutionDecider.DecideTogether(before, commands, now);

        var answers = ImmutableArray.CreateBuilder<Answer>(letters.Length);
        var watchers = ImmutableArray.CreateBuilder<IActorRef>(0);
        var waiters = ImmutableArray.CreateBuilder<IActorRef>(0);
        var nextDecision = own.Length;
        foreach (var (message, sender) in letters)
        {
            switch (message)
            {
                case SubmitCommand:
                    answers.Add(new(sender, Reply(decided.Decisions[nextDecision++], decided.After)));
                    break;
                case GetExecution:
                    answers.Add(new(sender, new ExecutionSnapshot(decided.After, decided.After.Version)));
                    break;
                case WakeExecution:
                    answers.Add(new(sender, new ExecutionAwake(before.ExecutionId)));
                    break;
                case WatchExecution watch:
                    watchers.Add(watch.Watcher);
                    break;
                case AwaitEnd:
                    waiters.Add(sender);
                    break;
                default:
                    throw new InvalidOperationException($"an execution does not know {message.GetType()}");
            }
        }

        return new Turn(
            decided.Events,
            decided.After,
            answers.DrainToImmutable(),
            watchers.DrainToImmutable(),
            waiters.DrainToImmutable()
        );
    }

    private static IExecutionReply Reply(Decision decision, ExecutionState after) =>
        decision switch
        {
            Decision.Accepted => new ExecutionAccepted(after.ExecutionId, after.Version),
            Decision.Rejected no => new ExecutionRejected(after.ExecutionId, no.Code, no.Message),
            Decision.Duplicate => new ExecutionDuplicate(after.ExecutionId),
            _ => throw new InvalidOperationException($"unknown decision {decision.GetType()}"),
        };
}
