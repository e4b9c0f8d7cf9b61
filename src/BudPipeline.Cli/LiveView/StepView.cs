using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.LiveView;

/// <summary>What the view knows of one step.</summary>
internal sealed class StepView(string id, string name)
{
    /// <summary>So many last lines of a step are kept; the whole log is read from the server where it is needed.</summary>
    private const int KeptLines = 20;

    private readonly Queue<string> lines = new();

    public string Id => id;

    public string Name { get; private set; } = name;

    public string Status { get; private set; } = StepWords.Pending;

    public int Attempt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>Seconds that it took; null until it ended.</summary>
    public double? DurationSeconds { get; private set; }

    public DateTimeOffset? WaitsUntil { get; private set; }

    /// <summary>The first line of it.</summary>
    public string? Error { get; private set; }

    public string? SkipReason { get; private set; }

    public IReadOnlyCollection<string> LastLines => lines;

    public bool IsActive => StepWords.IsActive(Status);

    public bool IsBroken => Status is StepWords.Failed or StepWords.Timeout;

    public void Apply(StepDocument step)
    {
        Status = step.Status;
        Attempt = step.Attempt;
        StartedAt = step.StartedAt;
        DurationSeconds = step.DurationSeconds;
        WaitsUntil = step.WaitsUntil;
        Error = step.Error is { } error ? TerminalText.FirstLine(error.Message) : null;
        SkipReason = step.SkipReason;
    }

    public void Apply(StepNotice step, DateTimeOffset at)
    {
        Name = step.Name;
        Status = step.Status;
        Attempt = step.Attempt;
        StartedAt ??= step.Status is StepWords.Running or StepWords.Waiting ? at : null;
        DurationSeconds = step.DurationSeconds;
        WaitsUntil = step.WaitsUntil;
        Error = step.Error is { } error ? TerminalText.FirstLine(error.Message) : null;
        SkipReason = step.SkipReason;
    }

    public void Apply(LogLine line)
    {
        if (lines.Count == KeptLines)
        {
            lines.Dequeue();
        }

        lines.Enqueue(TerminalText.Clean(line.Message));
    }
}
