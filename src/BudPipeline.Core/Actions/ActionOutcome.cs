using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions;

/// <summary>How an attempt ended.</summary>
public enum OutcomeStatus
{
    /// <summary>It did its work.</summary>
    Completed,

    /// <summary>It did not.</summary>
    Failed,

    /// <summary>It stopped because it was asked to, by a cancel or a timeout; nothing of it runs any more.</summary>
    Stopped,
}

/// <summary>What a failure was.</summary>
/// <param name="Code">Stable upper-snake-case code, such as COMMAND_FAILED.</param>
/// <param name="Type">application, business, timeout, connection_error or http_5xx; decides about retries.</param>
/// <param name="Message">What happened and what to do, for people.</param>
public sealed record StepError(string Code, string Type, string Message)
{
    /// <summary>The type of ordinary failures.</summary>
    public const string Application = "application";

    /// <summary>The type of failures that no repetition mends.</summary>
    public const string Business = "business";

    /// <summary>The type of an attempt that took too long.</summary>
    public const string Timeout = "timeout";

    /// <summary>The type of a peer that could not be reached.</summary>
    public const string Connection = "connection_error";

    /// <summary>The type of an HTTP answer of 500 and above.</summary>
    public const string Http5xx = "http_5xx";
}

/// <summary>What an attempt used, where the action is a process.</summary>
/// <param name="CpuSeconds">User and system time, in seconds.</param>
/// <param name="PeakMemoryMb">The largest resident size, in MiB.</param>
public sealed record ResourceUsage(double CpuSeconds, double PeakMemoryMb);

/// <summary>The end of one attempt.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Outputs">What it gave; a failed attempt may give some too.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
/// <param name="Usage">What it used; null when not known.</param>
public sealed record ActionOutcome(OutcomeStatus Status, MapValue Outputs, StepError? Error, ResourceUsage? Usage)
{
    /// <summary>The most that the outputs of one step may take as JSON, in bytes: 1 MiB.</summary>
    public const int MaxOutputBytes = 1 << 20;

    /// <summary>An attempt that gave these outputs.</summary>
    public static ActionOutcome Completed(MapValue outputs, ResourceUsage? usage = null) =>
        new(OutcomeStatus.Completed, outputs, null, usage);

    /// <summary>An attempt that failed.</summary>
    public static ActionOutcome Failed(StepError error, MapValue? outputs = null, ResourceUsage? usage = null) =>
        new(OutcomeStatus.Failed, outputs ?? MapValue.Empty, error, usage);

    /// <summary>An attempt that stopped because it was asked to.</summary>
    public static ActionOutcome Stopped(ResourceUsage? usage = null) =>
        new(OutcomeStatus.Stopped, MapValue.Empty, null, usage);
}
