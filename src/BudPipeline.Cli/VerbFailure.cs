namespace BudPipeline.Cli;

/// <summary>A verb cannot go on; its message is for the user and says what to do.</summary>
internal sealed class VerbFailure(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static VerbFailure Usage(string message) => new(ExitCodes.Usage, message);
}
