using Akka.Actor;
using Akka.Event;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Steps;

/// <summary>
/// Runs an attempt on this node, then says how it ended until the execution has answered. An attempt is under way as long
/// as anything of it runs, whatever becomes of the execution meanwhile. After it the actor takes the next one: making an
/// actor costs more than a short step.
/// </summary>
internal sealed class StepActor : UntypedActor
{
    private readonly StepRoom room;
    private readonly Alarm grace;
    private readonly Alarm resend;
    private Work? work;

    private StepActor(StepRoom room)
    {
        this.room = room;
        grace = new Alarm(room.Time, Self, Tick.Grace);
        resend = new Alarm(room.Time, Self, Tick.Resend);
    }

    private enum Tick
    {
        Grace,
        Resend,
    }

    public static Props Props(StepRoom room) => Produced<StepActor>.By(() => new StepActor(room));

    protected override void PostStop()
    {
        work?.Dispose();
        grace.Dispose();
        resend.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Begin begin:
                work = new Work(begin);
                Start(work);
                break;
            case Order order:
                Obey(order);
                break;
            case RunEnded ended when work is not null:
                work.Runs = false;
                grace.Clear();
                Conclude(work, ended.Outcome ?? Fault(work, ended.Cause));
                EndWhenDone(work);
                break;
            case Tick.Grace when grace.HasRung() && work is not null:
                Conclude(work, Stuck(work));
                break;
            case Tick.Resend when resend.HasRung() && work is not null:
                Report(work);
                break;
            case Tick:
                break;
            case ExecutionProtocol.ExecutionBusy:
                // The alarm is set: it is told again later.
                break;
            case ExecutionProtocol.IExecutionReply when work is not null:
                work.Acknowledged = true;
                resend.Clear();
                EndWhenDone(work);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Start(Work begun)
    {
        if (begun.Assignment is null)
        {
            Report(begun);
            return;
        }

        var running = room.Runner.RunAsync(begun.Assignment, begun.Stopping);
        if (running.IsCompletedSuccessfully)
        {
            Conclude(begun, running.GetAwaiter().GetResult());
            return;
        }

        begun.Runs = true;
        _ = running.PipeTo(
            Self,
            success: ended => new RunEnded(ended, null),
            failure: cause => new RunEnded(null, cause)
        );
    }

    private void Obey(Order order)
    {
        switch (order)
        {
            case Order.Stop when work is { Runs: true, IsStopping: false }:
                work.Stop();
                grace.Set(room.Options.StopGrace);
                break;
            case Order.Leave when work is not null:
                work.Leaves = true;
                resend.Clear();
                work.Stop();
                EndWhenDone(work);
                break;
            case Order.Repeat when work is { Outcome: not null, Acknowledged: false }:
                Report(work);
                break;
        }
    }

    private void Conclude(Work ended, ActionOutcome outcome)
    {
        if (ended.Outcome is null)
        {
            ended.Outcome = outcome;
            Report(ended);
        }
    }

    private void Report(Work ended)
    {
        if (ended.Outcome is null || ended.Leaves)
        {
            return;
        }

        var (executionId, ordinal, number, _) = ended.Attempt;
        ended.NextListener.Tell(
            new ExecutionProtocol.SubmitCommand(executionId, new CompleteAttempt(ordinal, number, ended.Outcome)),
            Self
        );
        resend.Set(room.Options.Resend.After(++ended.Reports));
    }

    private void EndWhenDone(Work ended)
    {
        if (ended.Runs || !(ended.Acknowledged || ended.Leaves))
        {
            return;
        }

        // Whoever was told twice may answer twice, and its second answer would pass for one to the next attempt.
        var isFree = ended.Reports <= 1;
        Context.Parent.Tell(new Ended(ended.Attempt, isFree));
        ended.Dispose();
        work = null;
        if (!isFree)
        {
            Context.Stop(Self);
        }
    }

    private static ActionOutcome Fault(Work broken, Exception? cause)
    {
        if (cause is OperationCanceledException && broken.IsStopping)
        {
            return ActionOutcome.Stopped();
        }

        Log.Error(cause, "the runner threw in step {StepId}, {Attempt}", broken.StepId, broken.Attempt);
        return RunnerFault($"the runner of this step broke: {cause?.Message}; this is a fault of BudPipeline");
    }

    internal static ActionOutcome RunnerFault(string message) =>
        ActionOutcome.Failed(new StepError(StepProtocol.RunnerFault, StepError.Application, message));

    private ActionOutcome Stuck(Work deaf)
    {
        Log.Error("step {StepId}, {Attempt}, did not stop when asked to", deaf.StepId, deaf.Attempt);
        var message =
            $"the step did not stop within {room.Options.StopGrace.TotalSeconds} s of being asked to; it may still run";
        return ActionOutcome.Failed(new StepError(StepProtocol.RunnerStuck, StepError.Business, message));
    }

    private static ILoggingAdapter Log => Context.GetLogger();

    internal enum Order
    {
        /// <summary>Stop the attempt.</summary>
        Stop,

        /// <summary>The execution has asked again: say at once how it ended, if it has.</summary>
        Repeat,

        /// <summary>The node goes down: stop the attempt and end without a word, since the node's end will tell.</summary>
        Leave,
    }

    /// <summary>Take this attempt; sent to an actor that has none.</summary>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Assignment">What to run; null when nothing of the attempt runs.</param>
    /// <param name="Outcome">How it ended, when nothing of it runs.</param>
    /// <param name="Execution">Who asked: it is told first.</param>
    /// <param name="Region">The way to the execution wherever it is by then.</param>
    internal sealed record Begin(
        AttemptKey Attempt,
        StepAssignment? Assignment,
        ActionOutcome? Outcome,
        IActorRef Execution,
        IActorRef Region
    ) : INoSerializationVerificationNeeded;

    /// <summary>Nothing of the attempt is left.</summary>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="IsFree">Whether the actor takes another; else it has ended.</param>
    internal sealed record Ended(AttemptKey Attempt, bool IsFree) : INoSerializationVerificationNeeded;

    private sealed record RunEnded(ActionOutcome? Outcome, Exception? Cause) : INoSerializationVerificationNeeded;

    /// <summary>The attempt under way.</summary>
    private sealed class Work(Begin begin) : IDisposable
    {
        private readonly CancellationTokenSource stop = new();

        public AttemptKey Attempt => begin.Attempt;

        public StepAssignment? Assignment => begin.Assignment;

        public string? StepId => begin.Assignment?.StepId;

        public CancellationToken Stopping => stop.Token;

        public bool IsStopping => stop.IsCancellationRequested;

        public ActionOutcome? Outcome { get; set; } = begin.Outcome;

        public bool Runs { get; set; }

        public bool Acknowledged { get; set; }

        public bool Leaves { get; set; }

        public int Reports { get; set; }

        /// <summary>The execution that asked may be gone when it is told again.</summary>
        public IActorRef NextListener => Reports == 0 ? begin.Execution : begin.Region;

        public void Stop() => stop.Cancel();

        public void Dispose()
        {
            stop.Cancel();
            stop.Dispose();
        }
    }
}
