namespace BudPipeline.Client.Executions;

/// <summary>The types of notices. Types are added, never changed.</summary>
public static class NoticeTypes
{
    /// <summary>The execution was accepted.</summary>
    public const string WorkflowStarted = "workflow_started";

    /// <summary>The overall progress grew.</summary>
    public const string WorkflowProgress = "workflow_progress";

    /// <summary>No further step begins.</summary>
    public const string WorkflowPaused = "workflow_paused";

    /// <summary>Steps begin again.</summary>
    public const string WorkflowResumed = "workflow_resumed";

    /// <summary>It will end as cancelled or timed out, once what runs has stopped.</summary>
    public const string WorkflowStopping = "workflow_stopping";

    /// <summary>It ended well.</summary>
    public const string WorkflowCompleted = "workflow_completed";

    /// <summary>It ended with an error.</summary>
    public const string WorkflowFailed = "workflow_failed";

    /// <summary>It ended because somebody asked.</summary>
    public const string WorkflowCancelled = "workflow_cancelled";

    /// <summary>It ended because it took too long.</summary>
    public const string WorkflowTimeout = "workflow_timeout";

    /// <summary>An attempt of a step began.</summary>
    public const string StepStarted = "step_started";

    /// <summary>A step ended well.</summary>
    public const string StepCompleted = "step_completed";

    /// <summary>A step failed, took too long or was cancelled; its status says which.</summary>
    public const string StepFailed = "step_failed";

    /// <summary>A step will not run.</summary>
    public const string StepSkipped = "step_skipped";

    /// <summary>An attempt failed or was lost, and the next one comes.</summary>
    public const string StepRetrying = "step_retrying";

    /// <summary>Somebody sent a signal.</summary>
    public const string SignalReceived = "signal_received";

    /// <summary>A step waits for a moment or a signal.</summary>
    public const string StepWaiting = "step_waiting";

    /// <summary>A running attempt was asked to stop.</summary>
    public const string StepStopping = "step_stopping";

    /// <summary>What a step did is being undone; the notice is about that step.</summary>
    public const string CompensationStarted = "compensation_started";

    /// <summary>What a step did is undone.</summary>
    public const string CompensationCompleted = "compensation_completed";

    /// <summary>What a step did could not be undone.</summary>
    public const string CompensationFailed = "compensation_failed";

    /// <summary>A log line.</summary>
    public const string Log = "log";

    /// <summary>True for notices about what undoes a step, and not about the step's own run.</summary>
    public static bool IsCompensation(string type) =>
        type is CompensationStarted or CompensationCompleted or CompensationFailed;

    /// <summary>True for the notice that ends a stream.</summary>
    public static bool IsTerminal(string type) =>
        type is WorkflowCompleted or WorkflowFailed or WorkflowCancelled or WorkflowTimeout;
}
