using System.Collections.Concurrent;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Actors.Tests.House;

/// <summary>Runs what the test tells it to, and remembers what it was asked.</summary>
internal sealed class TestRunner : IStepRunner
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ActionOutcome>> held = new(
        StringComparer.Ordinal
    );

    /// <summary>Attempts as they begin, such as <c>s0#1</c>.</summary>
    public Arrivals<string> Started { get; } = new();

    /// <summary>Attempts as they are cancelled.</summary>
    public Arrivals<string> Cancelled { get; } = new();

    /// <summary>True when every attempt ends well at once; else each waits for <see cref="End"/>.</summary>
    public bool EndsAtOnce { get; set; } = true;

    /// <summary>True when it does not listen to cancellation.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>What it throws instead of running.</summary>
    public Exception? Fault { get; set; }

    public static ActionOutcome Well { get; } = ActionOutcome.Completed(MapValue.Empty);

    public async Task<ActionOutcome> RunAsync(StepAssignment assignment, CancellationToken cancellation)
    {
        var name = $"{assignment.StepId}#{assignment.Attempt.Attempt}";
        Started.Add(name);
        if (Fault is not null)
        {
            throw Fault;
        }

        if (EndsAtOnce)
        {
            return Well;
        }

        var end = Hold(name);
        if (IsDeaf)
        {
            return await end.Task;
        }

        await using var _ = cancellation.Register(() =>
        {
            Cancelled.Add(name);
            end.TrySetResult(ActionOutcome.Stopped());
        });
        return await end.Task;
    }

    public void End(string name, ActionOutcome? outcome = null) => Hold(name).TrySetResult(outcome ?? Well);

    private TaskCompletionSource<ActionOutcome> Hold(string name) =>
        held.GetOrAdd(
            name,
            _ => new TaskCompletionSource<ActionOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
        );
}
