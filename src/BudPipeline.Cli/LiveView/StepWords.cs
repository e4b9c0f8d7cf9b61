namespace BudPipeline.Cli.LiveView;

/// <summary>The words of a step's status that the view treats in a way of their own.</summary>
internal static class StepWords
{
    public const string Pending = "pending";
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Retrying = "retrying";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Skipped = "skipped";
    public const string Timeout = "timeout";
    public const string Cancelled = "cancelled";

    public static bool IsActive(string status) => status is Running or Waiting or Retrying;
}
