using BudPipeline.Core.Actions;
using BudPipeline.Worker.Shell;
using BudPipeline.Worker.Supervision;

namespace BudPipeline.Worker;

/// <summary>Settings of running steps on this node.</summary>
/// <param name="DataFolder">Where the supervisor keeps its lock and the commands their files.</param>
public sealed record WorkerOptions(string DataFolder)
{
    /// <summary>Whether <c>shell</c> is allowed.</summary>
    public ShellOptions Shell { get; init; } = ShellOptions.Open;

    /// <summary>The secrets that steps on this node may use.</summary>
    public ISecrets Secrets { get; init; } = NoSecrets.Instance;

    /// <summary>How the supervisor of commands is started; null for the program that runs now.</summary>
    public CommandSupervisorLaunch? Supervisor { get; init; }

    /// <summary>How long a command may take to end after SIGTERM before SIGKILL follows; 5 seconds.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long what a command left behind may still run, and hold its output open; 1 second.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(1);
}
