namespace BudPipeline.Cli;

/// <summary>What the shell is told. The only place where the numbers stand.</summary>
internal static class ExitCodes
{
    /// <summary>The execution completed, or the verb did what it was asked.</summary>
    public const int Completed = 0;

    /// <summary>The execution failed, or the server refused.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the definition is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The execution was cancelled.</summary>
    public const int Cancelled = 3;

    /// <summary>The execution timed out, or <c>--timeout</c> ran out.</summary>
    public const int TimedOut = 4;

    /// <summary>No server answered.</summary>
    public const int Unreachable = 5;

    /// <summary>The code of an execution's terminal status.</summary>
    public static int Of(string status) =>
        status switch
        {
            "completed" => Completed,
            "cancelled" => Cancelled,
            "timeout" => TimedOut,
            _ => Failed,
        };
}
