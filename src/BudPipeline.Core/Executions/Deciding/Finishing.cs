using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>The end of an execution: its status, its outputs, its error.</summary>
internal static class Finishing
{
    public static void FinishWhenDone(DecisionDraft draft)
    {
        if (draft.Fold.TerminalSteps == draft.Fold.Plan.Steps.Length && !draft.Fold.HasToCompensate)
        {
            var end = End(draft.Fold, draft.Now);
            draft.Add(
                end with
                {
                    Error = end.Error is { } error ? error with { Uncompensated = Uncompensated(draft.Fold) } : null,
                    Notifies = IsAwaited(draft.Fold.Header) ? true : null,
                }
            );
        }
    }

    private static ImmutableArray<string>? Uncompensated(ExecutionFold fold)
    {
        if (fold.Saga is not { } saga)
        {
            return null;
        }

        ImmutableArray<string> left =
        [
            .. saga
                .Steps.Where((_, i) => fold.Step(saga.First + i).Status != StepStatus.Completed)
                .Select(ordinal => fold.Plan.Steps[ordinal].Id),
        ];
        return left.IsEmpty ? null : left;
    }

    private static bool IsAwaited(ExecutionHeader? header) => header is { Callbacks: not null } or { Parent: not null };

    private static ExecutionFinished End(ExecutionFold fold, DateTimeOffset now)
    {
        if (fold.Stopping is { } reason)
        {
            return reason == StopReason.Timeout
                ? Ended(ExecutionStatus.Timeout, "EXECUTION_TIMEOUT", StepError.Timeout, "the execution took too long")
                : Ended(ExecutionStatus.Cancelled, "CANCELLED", "cancelled", "the execution was cancelled");
        }

        if (fold.FirstFailure is { } ordinal)
        {
            return new ExecutionFinished(now, ExecutionStatus.Failed, MapValue.Empty, OfStep(fold, ordinal));
        }

        if (fold.Plan.Outputs is not { } template)
        {
            return new ExecutionFinished(now, ExecutionStatus.Completed, null, null);
        }

        var rendered = template.Render(ExecutionScope.Context(fold, now));
        return rendered.Error is { } error
            ? new ExecutionFinished(now, ExecutionStatus.Failed, MapValue.Empty, TemplateErrors.OfOutputs(error))
            : new ExecutionFinished(now, ExecutionStatus.Completed, rendered.Value as MapValue ?? MapValue.Empty, null);

        ExecutionFinished Ended(ExecutionStatus status, string code, string type, string message) =>
            new(now, status, MapValue.Empty, new ExecutionError(code, type, fold.StopMessage ?? message, null, null));
    }

    private static ExecutionError OfStep(ExecutionFold fold, int ordinal)
    {
        var step = fold.Step(ordinal);
        var error = step.Error ?? new StepError("UNKNOWN", StepError.Application, "the step failed without a reason");
        return new ExecutionError(
            error.Code,
            error.Type,
            error.Message,
            fold.Plan.Steps[ordinal].Id,
            step.Attempt == 0 ? null : step.Attempt
        );
    }
}
