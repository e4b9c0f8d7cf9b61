using System.Diagnostics;
using BudPipeline.Core.Actions;
using Microsoft.Extensions.Logging;

namespace BudPipeline.Worker.Observing;

/// <summary>
/// Shows what steps do to whoever looks at the node: a span an attempt, below that of the request that started the execution,
/// and log lines with execution, step and attempt.
/// </summary>
public sealed partial class ObservedStepRunner(IStepRunner runner, ILogger<ObservedStepRunner> logger) : IStepRunner
{
    /// <summary>The name of the source of spans.</summary>
    public const string SourceName = "BudPipeline";

    private static readonly ActivitySource Source = new(SourceName);

    /// <inheritdoc/>
    public async Task<ActionOutcome> RunAsync(StepAssignment assignment, CancellationToken cancellation)
    {
        var (attempt, step) = (assignment.Attempt, assignment.StepId);
        LogBegun(logger, attempt.ExecutionId, step, attempt.Attempt, assignment.ActionType);
        using var span = Begin(assignment);
        var outcome = await runner.RunAsync(
            span?.Id is { } id ? assignment with { Traceparent = id } : assignment,
            cancellation
        );
        if (outcome.Error is { } error)
        {
            span?.SetStatus(ActivityStatusCode.Error, error.Code);
            LogFailed(logger, attempt.ExecutionId, step, attempt.Attempt, assignment.ActionType, error.Code);
        }
        else
        {
            LogEnded(logger, attempt.ExecutionId, step, attempt.Attempt, assignment.ActionType);
        }

        return outcome;
    }

    private static Activity? Begin(StepAssignment assignment)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // Not the span that happens to be current: the execution may have been started days ago, on another node.
        _ = ActivityContext.TryParse(assignment.Traceparent, traceState: null, isRemote: true, out var parent);
        var span = Source.StartActivity($"step {assignment.StepId}", ActivityKind.Internal, parent);
        return span
            ?.SetTag("budpipeline.execution_id", assignment.Attempt.ExecutionId)
            .SetTag("budpipeline.step_id", assignment.StepId)
            .SetTag("budpipeline.attempt", assignment.Attempt.Attempt)
            .SetTag("budpipeline.action", assignment.ActionType)
            .SetTag("budpipeline.pipeline", assignment.Pipeline);
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "{ExecutionId} begins step {StepId}, attempt {Attempt}, action {Action}"
    )]
    private static partial void LogBegun(ILogger logger, string executionId, string stepId, int attempt, string action);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "{ExecutionId} has ended step {StepId}, attempt {Attempt}, action {Action}"
    )]
    private static partial void LogEnded(ILogger logger, string executionId, string stepId, int attempt, string action);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{ExecutionId} failed in step {StepId}, attempt {Attempt}, action {Action}: {Code}"
    )]
    private static partial void LogFailed(
        ILogger logger,
        string executionId,
        string stepId,
        int attempt,
        string action,
        string code
    );
}
