using Akka.Actor;
using Akka.Event;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Steps;

/// <summary>
/// One attempt on this node: runs it, then says how it ended until the execution has answered. It lives as long as
/// anything of the attempt runs, whatever becomes of the execution meanwhile.
/// </summary>
internal sealed class StepActor : UntypedActor
{
    private readonly AttemptKey attempt;
    private readonly IActorRef reportTo;
    private readonly StepRoom room;
    private readonly StepAssignment? assignment;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly CancellationTokenSource stop = new();
    private readonly Alarm grace;
    private readonly Alarm resend;

    private ActionOutcome? outcome;
    private bool runs;
    private bool acknowledged;
    private bool leaves;
    private int reports;

    private StepActor(
        AttemptKey attempt,
        IActorRef reportTo,
        StepRoom room,
        StepAssignment? assignment,
        ActionOutcome? outcome
    )
    {
        this.attempt = attempt;
        this.reportTo = reportTo;
        this.room = room;
        this.assignment = assignment;
        this.outcome = outcome;
        grace = new Alarm(room.Time, Self, Tick.Grace);
        resend = new Alarm(room.Time, Self, Tick.Resend);
    }

    private enum Tick
    {
        Grace,
        Resend,
    }

    /// <summary>Runs an attempt.</summary>
    public static Props Running(StepAssignment assignment, IActorRef reportTo, StepRoom room) =>
        Produced<StepActor>.By(() => new StepActor(assignment.Attempt, reportTo, room, assignment, null));

    /// <summary>Says how an attempt ended of which nothing runs.</summary>
    public static Props Reporting(AttemptKey attempt, ActionOutcome outcome, IActorRef reportTo, StepRoom room) =>
        Produced<StepActor>.By(() => new StepActor(attempt, reportTo, room, null, outcome));

    protected override void PreStart()
    {
        if (assignment is null)
        {
            Report();
            return;
        }

        var running = room.Runner.RunAsync(assignment, stop.Token);
        if (running.IsCompletedSuccessfully)
        {
            Conclude(running.GetAwaiter().GetResult());
            return;
        }

        runs = true;
        _ = running.PipeTo(
            Self,
            success: ended => new RunEnded(ended, null),
            failure: cause => new RunEnded(null, cause)
        );
    }

    protected override void PostStop()
    {
        stop.Cancel();
        stop.Dispose();
        grace.Dispose();
        resend.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Order.Stop when runs:
                if (!stop.IsCancellationRequested)
                {
                    stop.Cancel();
                    grace.Set(room.Options.StopGrace);
                }

                break;
            case Order.Leave:
                leaves = true;
                resend.Clear();
                stop.Cancel();
                EndWhenDone();
                break;
            case Order.Repeat when outcome is not null && !acknowledged:
                Report();
                break;
            case Order:
                break;
            case RunEnded ended:
                runs = false;
                grace.Clear();
                Conclude(ended.Outcome ?? Fault(ended.Cause));
                EndWhenDone();
                break;
            case Tick.Grace when grace.HasRung():
                Conclude(Stuck());
                break;
            case Tick.Resend when resend.HasRung():
                Report();
                break;
            case Tick:
                break;
            case ExecutionProtocol.ExecutionBusy:
                // The alarm is set: it is told again later.
                break;
            case ExecutionProtocol.IExecutionReply:
                acknowledged = true;
                resend.Clear();
                EndWhenDone();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Conclude(ActionOutcome ended)
    {
        if (outcome is null)
        {
            outcome = ended;
            Report();
        }
    }

    private void Report()
    {
        if (outcome is not null && !leaves)
        {
            var command = new CompleteAttempt(attempt.Ordinal, attempt.Attempt, outcome);
            reportTo.Tell(new ExecutionProtocol.SubmitCommand(attempt.ExecutionId, command), Self);
            resend.Set(room.Options.Resend.After(++reports));
        }
    }

    private void EndWhenDone()
    {
        if (!runs && (acknowledged || leaves))
        {
            Context.Parent.Tell(new Ended(attempt));
            Context.Stop(Self);
        }
    }

    private ActionOutcome Fault(Exception? cause)
    {
        if (cause is OperationCanceledException && stop.IsCancellationRequested)
        {
            return ActionOutcome.Stopped();
        }

        log.Error(cause, "the runner threw in step {StepId}, {Attempt}", assignment?.StepId, attempt);
        return RunnerFault($"the runner of this step broke: {cause?.Message}; this is a fault of BudPipeline");
    }

    internal static ActionOutcome RunnerFault(string message) =>
        ActionOutcome.Failed(new StepError(StepProtocol.RunnerFault, StepError.Application, message));

    private ActionOutcome Stuck()
    {
        log.Error("step {StepId}, {Attempt}, did not stop when asked to", assignment?.StepId, attempt);
        var message =
            $"the step did not stop within {room.Options.StopGrace.TotalSeconds} s of being asked to; it may still run";
        return ActionOutcome.Failed(new StepError(StepProtocol.RunnerStuck, StepError.Business, message));
    }

    internal enum Order
    {
        /// <summary>Stop the attempt.</summary>
        Stop,

        /// <summary>The execution has asked again: say at once how it ended, if it has.</summary>
        Repeat,

        /// <summary>The node goes down: stop the attempt and end without a word, since the node's end will tell.</summary>
        Leave,
    }

    /// <summary>Nothing of the attempt is left.</summary>
    internal sealed record Ended(AttemptKey Attempt) : INoSerializationVerificationNeeded;

    private sealed record RunEnded(ActionOutcome? Outcome, Exception? Cause) : INoSerializationVerificationNeeded;
}
