using System.ComponentModel;
using Microsoft.Extensions.Logging;

namespace BudPipeline.Worker.Supervision;

/// <summary>
/// Runs the commands of this node under one supervisor process, started with the first command. Whatever happens to the
/// node, its commands end; whatever happens to the supervisor, the node knows and starts another.
/// </summary>
internal sealed partial class CommandSupervisor(
    CommandSupervisorLaunch launch,
    string dataFolder,
    ILogger<CommandSupervisor> log
) : IAsyncDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private SupervisorProcess? current;
    private Task watching = Task.CompletedTask;
    private volatile bool disposed;

    /// <summary>True once the node stops: commands that end now were killed.</summary>
    public bool IsEnding => disposed;

    /// <summary>Starts a command, after whatever an earlier node of this data folder ran has ended.</summary>
    /// <exception cref="CommandNotStartedException">It did not start.</exception>
    /// <exception cref="SupervisorLostException">The supervisor died; nothing of the command runs.</exception>
    public async Task<RunningCommand> StartAsync(CommandSpec spec, CancellationToken cancellation)
    {
        var supervisor = Current();
        await supervisor.Ready.WaitAsync(cancellation);
        return await supervisor.StartAsync(spec, CommandFolder.Create(dataFolder, spec.Attempt));
    }

    /// <summary>Starts the supervisor process now and does not wait for it. If it cannot start, the first command says so.</summary>
    public void WarmUp()
    {
        try
        {
            _ = Current();
        }
        catch (CommandNotStartedException)
        {
            // A node that never runs a command needs no supervisor.
        }
    }

    /// <summary>Ends the supervisor and with it all commands.</summary>
    public async ValueTask DisposeAsync()
    {
        SupervisorProcess? last;
        lock (gate)
        {
            disposed = true;
            last = current;
        }

        if (last is null)
        {
            return;
        }

        try
        {
            await last.DisposeAsync().AsTask().WaitAsync(EndLimit);
            await watching;
        }
        catch (TimeoutException)
        {
            // A process that hangs in the kernel; the supervisor stays with it and holds the lock.
            LogStillEnding(log, last.Pid);
        }
    }

    private SupervisorProcess Current()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (current is null || current.Ended.IsCompleted)
            {
                current = Open();
                watching = WatchAsync(current);
            }

            return current;
        }
    }

    private SupervisorProcess Open()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new CommandNotStartedException(
                "shell steps run on Linux only: ending a command with all of its children needs what other systems lack"
            );
        }

        try
        {
            var supervisor = SupervisorProcess.Open(launch, dataFolder, holder => LogWaiting(log, holder, dataFolder));
            LogOpened(log, supervisor.Pid);
            return supervisor;
        }
        catch (Win32Exception e)
        {
            throw new CommandNotStartedException(
                $"the supervisor of commands, {launch.File}, did not start: {e.Message}",
                e
            );
        }
    }

    private async Task WatchAsync(SupervisorProcess supervisor)
    {
        await supervisor.Ended;
        if (disposed)
        {
            Fault(supervisor, "the node stopped while the command ran");
            return;
        }

        LogLost(log, supervisor.Pid, supervisor.Unfinished.Count());
        if (supervisor.Ready.IsCompletedSuccessfully)
        {
            await KillOrphansAsync();
        }

        Fault(supervisor, "the supervisor of commands died while the command ran; the command was killed");
        await supervisor.DisposeAsync();
    }

    // The next supervisor kills whatever the last one left before it is ready. So nothing of an attempt runs any more
    // when its failure is told.
    private async Task KillOrphansAsync()
    {
        try
        {
            await Current().Ready;
        }
        catch (Exception e) when (e is CommandNotStartedException or SupervisorLostException or ObjectDisposedException)
        {
            LogOrphans(log, e, dataFolder);
        }
    }

    private static void Fault(SupervisorProcess supervisor, string message)
    {
        foreach (var command in supervisor.Unfinished)
        {
            command.OnFault(new SupervisorLostException(message));
        }
    }

    [LoggerMessage(LogLevel.Debug, "Supervisor of commands started, pid {Pid}")]
    private static partial void LogOpened(ILogger log, int pid);

    [LoggerMessage(LogLevel.Warning, "Commands of an earlier node still run in {DataFolder}; waiting for pid {Holder}")]
    private static partial void LogWaiting(ILogger log, int holder, string dataFolder);

    [LoggerMessage(LogLevel.Error, "Supervisor of commands, pid {Pid}, died; {Count} commands are lost")]
    private static partial void LogLost(ILogger log, int pid, int count);

    [LoggerMessage(LogLevel.Warning, "Some commands do not end; supervisor {Pid} stays until they do")]
    private static partial void LogStillEnding(ILogger log, int pid);

    [LoggerMessage(LogLevel.Critical, "No new supervisor for {DataFolder}: commands of the last one may still run")]
    private static partial void LogOrphans(ILogger log, Exception e, string dataFolder);
}
