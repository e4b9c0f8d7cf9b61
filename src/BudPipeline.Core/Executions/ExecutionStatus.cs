namespace BudPipeline.Core.Executions;

/// <summary>Where an execution stands. On the wire the words are lower case (contract §a.6).</summary>
public enum ExecutionStatus
{
    /// <summary>Accepted, nothing started.</summary>
    Pending,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Completed,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Ended because somebody asked.</summary>
    Cancelled,

    /// <summary>Ended because it took too long.</summary>
    Timeout,
}

/// <summary>Where a step stands. On the wire the words are lower case.</summary>
public enum StepStatus
{
    /// <summary>Its dependencies are not all terminal, or it waits for a free slot.</summary>
    Pending,

    /// <summary>It waits for a moment or an event; nothing of it runs.</summary>
    Waiting,

    /// <summary>An attempt runs.</summary>
    Running,

    /// <summary>An attempt failed, the next one comes.</summary>
    Retrying,

    /// <summary>Ended well.</summary>
    Completed,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Did not run.</summary>
    Skipped,

    /// <summary>Ended because it took too long.</summary>
    Timeout,

    /// <summary>Ended because its execution stopped.</summary>
    Cancelled,
}

/// <summary>Words and classes of the statuses.</summary>
public static class Statuses
{
    /// <summary>True once nothing can change any more.</summary>
    public static bool IsTerminal(this ExecutionStatus status) => status > ExecutionStatus.Running;

    /// <summary>True once nothing can change any more.</summary>
    public static bool IsTerminal(this StepStatus status) => status >= StepStatus.Completed;

    /// <summary>The word on the wire.</summary>
    public static string Word(this ExecutionStatus status) =>
        status switch
        {
            ExecutionStatus.Pending => "pending",
            ExecutionStatus.Running => "running",
            ExecutionStatus.Completed => "completed",
            ExecutionStatus.Failed => "failed",
            ExecutionStatus.Cancelled => "cancelled",
            ExecutionStatus.Timeout => "timeout",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "unknown execution status"),
        };

    /// <summary>The word on the wire.</summary>
    public static string Word(this StepStatus status) =>
        status switch
        {
            StepStatus.Pending => "pending",
            StepStatus.Waiting => "waiting",
            StepStatus.Running => "running",
            StepStatus.Retrying => "retrying",
            StepStatus.Completed => "completed",
            StepStatus.Failed => "failed",
            StepStatus.Skipped => "skipped",
            StepStatus.Timeout => "timeout",
            StepStatus.Cancelled => "cancelled",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "unknown step status"),
        };
}
