namespace BudPipeline.Client.Executions;

/// <summary>
/// Starts an execution that has ended once more, as a new one that names it. What is not given is taken from the old one.
/// </summary>
public sealed record RetryRequest : StartOptions
{
    /// <summary>
    /// from_failure takes over the outputs of steps that completed and need not run again; restart runs all. When not given:
    /// restart where parameters are given or it had completed, else from_failure.
    /// </summary>
    public string? Mode { get; init; }

    /// <summary>The id of a step that runs again in any case, with all that depend on it; means from_failure.</summary>
    public string? FromStep { get; init; }
}
