namespace BudPipeline.Client.Executions;

/// <summary>The words of an execution's status.</summary>
public static class StatusWords
{
    /// <summary>Accepted, nothing started.</summary>
    public const string Pending = "pending";

    /// <summary>Under way.</summary>
    public const string Running = "running";

    /// <summary>Ended well.</summary>
    public const string Completed = "completed";

    /// <summary>Ended with an error.</summary>
    public const string Failed = "failed";

    /// <summary>Ended because somebody asked.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Ended because it took too long.</summary>
    public const string Timeout = "timeout";

    /// <summary>True once nothing can change any more.</summary>
    public static bool IsTerminal(string status) => status is Completed or Failed or Cancelled or Timeout;
}
