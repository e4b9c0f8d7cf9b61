using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Actors.Tests.Wire;

/// <summary>One instance of every event, with every field set; the golden files hold exactly these.</summary>
internal static class CanonicalEvents
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(
        1234567
    );
    private static readonly MapValue Outputs = MapValue.Of(
        ("text", Value.Of("größer & \"älter\" <b>")),
        ("integer", Value.Of(7L)),
        ("number", Value.Of(1.0)),
        ("fraction", Value.Of(0.25)),
        ("yes", Value.True),
        ("nothing", Value.Null),
        ("list", Value.Of([Value.Of(1L), MapValue.Of(("inner", Value.Of("x")))]))
    );
    private static readonly StepError Error = new("COMMAND_FAILED", StepError.Application, "exit code 3");

    public static IReadOnlyList<ExecutionEvent> All { get; } =
    [
        new ExecutionStarted(
            At,
            new ExecutionHeader(
                "9f86d081884c7d65",
                PlanVersion: 1,
                "pipe_1",
                "nightly",
                "2.1",
                "ada",
                MapValue.Of(("region", Value.Of("north")), ("rows", Value.Of(3000L))),
                ["team:data", "nightly"],
                ExecutionPriority.High,
                "schedule",
                new ParentLink("exec_parent", 4),
                "exec_before",
                new ExecutionCallbacks("https://example.org/done", "https://example.org/failed"),
                "5e884898da280471",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            ),
            At.AddHours(2)
        ),
        new StepsStarted(At, "node-1", [new StepStart(0, 1, At.AddMinutes(5)), new StepStart(12, 2, At.AddMinutes(6))]),
        new StepsWaiting(At, [new StepWait(3, 1, At.AddSeconds(3), MapValue.Of(("waited_seconds", Value.Of(3L))))]),
        new LoopsOpened(
            At,
            [
                new LoopOpen(2, 1, 7, 100, 5, ContinueOnError: true, At.AddHours(1)),
                new LoopOpen(3, 1, 107, 2, 1, ContinueOnError: false, Due: null),
            ]
        ),
        new CompensationsOpened(At, 9, [3, 1, 0]),
        new StepsAwaiting(
            At,
            [
                new StepAwait(
                    4,
                    1,
                    new AwaitedSignal("payment.received", MapValue.Of(("order.id", Value.Of(7L)))),
                    At.AddHours(1)
                ),
                new StepAwait(
                    5,
                    2,
                    new AwaitedSignal("approve", null, ["ada", "bob"], "publish?", ContinueOnReject: true),
                    Due: null
                ),
            ]
        ),
        new SignalsReceived(
            At,
            [new Signal("payment.received", Outputs, "key-1"), new Signal("approve", Value.Null, Id: null)]
        ),
        new StepsFinished(
            At,
            [
                new StepFinish(0, 1, StepStatus.Completed, Outputs, Error: null, new ResourceUsage(0.5, 12.25)),
                new StepFinish(1, 3, StepStatus.Failed, MapValue.Empty, Error, Usage: null),
                new StepFinish(3, 1, StepStatus.Completed, MapValue.Empty, Error: null, Usage: null, Waited: true),
            ]
        ),
        new StepsSkipped(
            At,
            [new StepSkip(5, SkipReason.UpstreamFailed, 1), new StepSkip(6, SkipReason.Condition, -1)]
        ),
        new StepsRetrying(At, [new StepRetry(1, 1, Error, At.AddMinutes(1))]),
        new StepsStopping(At, [new StepStop(2, 1, StopReason.FailFast)]),
        new AttemptsLost(At, [new LostAttempt(2, 1), new LostAttempt(4, 2)]),
        new StepsProgressed(At, [new StepProgress(2, 1, 37.5)]),
        new ExecutionPaused(At, "ada"),
        new ExecutionResumed(At, "ada"),
        new ExecutionStopping(At, StopReason.Cancelled, "ada", "wrong parameters"),
        new ExecutionFinished(
            At,
            ExecutionStatus.Failed,
            Outputs,
            new ExecutionError("COMMAND_FAILED", StepError.Application, "exit code 3", "split", 3),
            Notifies: true
        ),
    ];
}
