using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Server.Tests.Storage;

/// <summary>Events for the specs of tables: second <c>n</c> of a day long ago.</summary>
internal static class Events
{
    public static DateTimeOffset At(int second) =>
        new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(second);

    public static ExecutionHeader Header { get; } =
        new(
            "hash",
            1,
            null,
            "hello",
            "1.0",
            null,
            MapValue.Empty,
            ["red"],
            ExecutionPriority.High,
            "api",
            null,
            null,
            null,
            null,
            null
        );

    public static ExecutionStarted Started(int second, ExecutionHeader? header = null, int deadline = 7200) =>
        new(At(second), header ?? Header, At(deadline));

    public static StepsStarted Begins(int second, int ordinal, int attempt = 1) =>
        new(At(second), "node", [new StepStart(ordinal, attempt, At(second + 300))]);

    public static StepsWaiting Waits(int second, int ordinal, int due) =>
        new(At(second), [new StepWait(ordinal, 1, At(due), MapValue.Empty)]);

    public static StepsAwaiting Awaits(int second, int ordinal, int? due) =>
        new(At(second), [new StepAwait(ordinal, 1, new AwaitedSignal("go"), due is { } moment ? At(moment) : null)]);

    public static StepsRetrying Retries(int second, int ordinal, int due) =>
        new(At(second), [new StepRetry(ordinal, 1, new StepError("X", "application", "x"), At(due))]);

    public static StepsFinished Finishes(int second, params (int Ordinal, StepStatus Status)[] steps) =>
        new(At(second), [.. steps.Select(s => new StepFinish(s.Ordinal, 1, s.Status, MapValue.Empty, null, null))]);

    /// <summary>The end of a step that waited until then.</summary>
    public static StepsFinished EndsWait(int second, int ordinal, StepStatus status = StepStatus.Completed) =>
        new(At(second), [new StepFinish(ordinal, 1, status, MapValue.Empty, null, null, Waited: true)]);

    public static StepsSkipped Skips(int second, params int[] ordinals) =>
        new(At(second), [.. ordinals.Select(o => new StepSkip(o, SkipReason.Condition, -1))]);

    public static ExecutionFinished Ends(
        int second,
        ExecutionStatus status = ExecutionStatus.Completed,
        bool? notifies = null
    ) =>
        new(
            At(second),
            status,
            null,
            status == ExecutionStatus.Completed
                ? null
                : new ExecutionError("BROKEN", "application", "it broke", "a", 2),
            notifies
        );
}
