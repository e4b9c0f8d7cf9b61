using System.Text.Json;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Api;

/// <summary>Executions as documents: in full from their state, in short from their row.</summary>
public static class ExecutionDocuments
{
    /// <summary>The document of an execution that has started.</summary>
    public static ExecutionDocument Of(ExecutionState state, bool withSteps = true)
    {
        var header = state.Header ?? throw new ArgumentException("the execution has not started", nameof(state));
        var progress = ExecutionProgress.Of(state);
        var usage = state.Steps.Take(progress.TotalSteps).Select(step => step.Usage).OfType<ResourceUsage>().ToList();
        return new ExecutionDocument
        {
            Id = state.ExecutionId,
            Pipeline = new PipelineReference(header.PipelineName, header.PipelineVersion, header.DefinitionHash),
            Status = state.Status.Word(),
            Progress = progress.Percent,
            Params = header.Params.ToWire(),
            Outputs = state.Outputs.ToWire(),
            Error = state.Error?.ToWire(),
            CreatedAt = state.CreatedAt,
            StartedAt = state.StartedAt,
            CompletedAt = state.CompletedAt,
            DurationSeconds = (state.CompletedAt - state.StartedAt)?.Seconds(),
            CompletedSteps = progress.CompletedSteps,
            TotalSteps = progress.TotalSteps,
            Steps = withSteps ? Steps(state) : null,
            CpuSeconds = usage.Count == 0 ? null : Math.Round(usage.Sum(u => u.CpuSeconds), 3),
            PeakMemoryMb = usage.Count == 0 ? null : Math.Round(usage.Max(u => u.PeakMemoryMb), 1),
            EtaSeconds = progress.EtaSeconds,
            CurrentStep = progress.CurrentStep,
            Paused = state.Paused,
            Deadline = state.Deadline,
            Tags = header.Tags,
            Priority = header.Priority.Word(),
            Initiator = header.Trigger,
            RetryOf = header.RetryOf,
            PipelineId = header.PipelineId,
            Sequence = state.Version,
        };
    }

    /// <summary>The document of a row, without steps, parameters and outputs.</summary>
    /// <param name="row">The row.</param>
    /// <param name="plan">Its plan, for the number of steps.</param>
    internal static ExecutionDocument Of(ExecutionRow row, ExecutionPlan plan)
    {
        var (started, completed) = (Moments.FromColumn(row.StartedAt), Moments.FromColumn(row.CompletedAt));
        var total = plan.Steps.Length;
        return new ExecutionDocument
        {
            Id = row.Id,
            Pipeline = new PipelineReference(row.PipelineName, row.PipelineVersion, row.DefinitionHash),
            Status = row.Status,
            Progress = row.Status == StatusWords.Completed ? 100 : Math.Round(100.0 * row.CompletedSteps / total, 2),
            Params = WireValues.EmptyObject,
            Outputs = WireValues.EmptyObject,
            Error = row.Error is null ? null : JsonSerializer.Deserialize(row.Error, BudJson.Wire.ErrorDocument),
            CreatedAt = Moments.FromColumn(row.CreatedAt),
            StartedAt = started,
            CompletedAt = completed,
            DurationSeconds = (completed - started)?.Seconds(),
            CompletedSteps = (int)row.CompletedSteps,
            TotalSteps = total,
            Paused = row.Paused,
            Deadline = Moments.FromColumn(row.Deadline),
            Tags = JsonSerializer.Deserialize(row.Tags, BudJson.Wire.IReadOnlyListString) ?? [],
            Priority = row.Priority,
            Initiator = row.Initiator,
            RetryOf = row.RetryOf,
            PipelineId = row.PipelineId,
        };
    }

    private static OrderedDictionary<string, StepDocument> Steps(ExecutionState state)
    {
        var steps = new OrderedDictionary<string, StepDocument>(state.Plan.Steps.Length, StringComparer.Ordinal);
        foreach (var plan in state.Plan.Steps)
        {
            steps.Add(plan.Id, Step(state, plan));
        }

        return steps;
    }

    private static CompensationDocument Compensation(string id, StepState step) =>
        new()
        {
            Status = step.Status.Word(),
            Attempt = step.Attempt,
            Outputs = step.Outputs.ToWire(),
            Error = step.Error?.ToWire(id, step.Attempt),
            StartedAt = step.StartedAt,
            CompletedAt = step.CompletedAt,
        };

    private static StepDocument Step(ExecutionState state, PlanStep plan)
    {
        var step = state.Steps[plan.Ordinal];
        var ended = step.Status.IsTerminal();
        return new StepDocument
        {
            Id = plan.Id,
            Name = plan.Definition.Name,
            Action = plan.Action?.Type ?? plan.Definition.Action,
            Status = step.Status.Word(),
            Attempt = step.Attempt,
            Reused = step is { Status: StepStatus.Completed, Attempt: 0 },
            Outputs = ended ? step.Outputs.ToWire() : WireValues.EmptyObject,
            Error = step.Error?.ToWire(plan.Id, step.Attempt),
            StartedAt = step.StartedAt,
            CompletedAt = step.CompletedAt,
            DurationSeconds = step.Duration?.Seconds(),
            Progress = Math.Round(step.Percent, 2),
            CpuSeconds = step.Usage is { } used ? Math.Round(used.CpuSeconds, 3) : null,
            PeakMemoryMb = step.Usage is { } usage ? Math.Round(usage.PeakMemoryMb, 1) : null,
            SkipReason = step.Skip?.Word(),
            WaitsUntil = step.Status is StepStatus.Waiting or StepStatus.Retrying ? step.Due : null,
            Compensation = state.Saga?.OrdinalOf(plan.Ordinal) is { } undoing
                ? Compensation(plan.Id, state.Steps[undoing])
                : null,
            Awaits = (step.Flow as AwaitedSignal)?.ToWire(),
            DependsOn = [.. plan.Dependencies.Select(ordinal => state.Plan.Steps[ordinal].Id)],
        };
    }
}
