using System.Text.Json;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.LiveView;

/// <summary>
/// What is known of an execution that is being followed: the document it began with, and every notice since. Knows neither
/// clock nor terminal; notices that come twice change nothing.
/// </summary>
internal sealed class RunView
{
    private readonly Dictionary<string, StepView> byId = new(StringComparer.Ordinal);
    private readonly List<StepView> steps = [];

    public RunView(ExecutionDocument start)
    {
        Id = start.Id;
        Pipeline = start.Pipeline.Name;
        CreatedAt = start.CreatedAt;
        Apply(start);
    }

    public string Id { get; }

    public string Pipeline { get; }

    public DateTimeOffset CreatedAt { get; }

    public string Status { get; private set; } = StatusWords.Pending;

    public bool IsPaused { get; private set; }

    public bool IsStopping { get; private set; }

    /// <summary>0 to 100; never decreases.</summary>
    public double Progress { get; private set; }

    public long? EtaSeconds { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public ErrorDocument? Error { get; private set; }

    public JsonElement? Outputs { get; private set; }

    public bool IsTerminal => StatusWords.IsTerminal(Status);

    /// <summary>In definition order.</summary>
    public IReadOnlyList<StepView> Steps => steps;

    public int EndedSteps => steps.Count(s => !s.IsActive && s.Status != StepWords.Pending);

    /// <summary>Takes over a whole document: the first one, or the last one at the end.</summary>
    public void Apply(ExecutionDocument document)
    {
        Status = document.Status;
        IsPaused = document.Paused;
        Progress = Math.Max(Progress, document.Progress);
        EtaSeconds = document.EtaSeconds;
        EndedAt = document.CompletedAt;
        Error = document.Error;
        Outputs = document.Outputs;
        foreach (var step in document.Steps?.Values ?? [])
        {
            StepOf(step.Id, step.Name).Apply(step);
        }
    }

    public void Apply(ExecutionNotice notice)
    {
        Status = notice.Status ?? Status;
        Progress = Math.Max(Progress, notice.Progress ?? 0);
        if (notice.Log is { } line)
        {
            StepOf(line.StepId, line.StepId).Apply(line);
            return;
        }

        EtaSeconds = notice.EtaSeconds;
        if (notice.Step is { } step && !NoticeTypes.IsCompensation(notice.Type))
        {
            StepOf(step.Id, step.Name).Apply(step, notice.Timestamp);
        }

        switch (notice.Type)
        {
            case NoticeTypes.WorkflowPaused:
                IsPaused = true;
                break;
            case NoticeTypes.WorkflowResumed:
                IsPaused = false;
                break;
            case NoticeTypes.WorkflowStopping:
                IsStopping = true;
                break;
            case var type when NoticeTypes.IsTerminal(type):
                EndedAt = notice.Timestamp;
                Error = notice.Error;
                Outputs = notice.Outputs;
                break;
        }
    }

    private StepView StepOf(string id, string name)
    {
        if (!byId.TryGetValue(id, out var step))
        {
            step = new StepView(id, name);
            byId.Add(id, step);
            steps.Add(step);
        }

        return step;
    }
}
