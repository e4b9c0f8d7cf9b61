using BudPipeline.Core.Actions;

namespace BudPipeline.Worker.Supervision;

/// <summary>A command to run.</summary>
/// <param name="Attempt">The attempt it belongs to.</param>
/// <param name="Arguments">The program and its arguments.</param>
/// <param name="Environment">Its whole environment, BUD_OUTPUT excepted.</param>
/// <param name="Directory">Where it runs.</param>
internal sealed record CommandSpec(
    AttemptKey Attempt,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string Directory
);

/// <summary>How a command's first process ended.</summary>
/// <param name="ExitCode">0 when a signal ended it.</param>
/// <param name="EndedBy">The signal that ended it; 0 when none did.</param>
/// <param name="Usage">What it used.</param>
internal sealed record CommandExit(int ExitCode, int EndedBy, ResourceUsage Usage);

/// <summary>A command on its way, from the request to the moment when nothing of it is left.</summary>
internal sealed class RunningCommand(int id, CommandFolder folder, Func<SupervisorFrame, Task> send) : IAsyncDisposable
{
    private readonly TaskCompletionSource<int> started = New<int>();
    private readonly TaskCompletionSource<CommandExit> exited = New<CommandExit>();
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its number with this supervisor.</summary>
    public int Id => id;

    /// <summary>What it prints.</summary>
    public Stream Output { get; } = CommandFolder.OpenPipe(folder.OutputPipe);

    /// <summary>What it prints as errors.</summary>
    public Stream Error { get; } = CommandFolder.OpenPipe(folder.ErrorPipe);

    /// <summary>Where it may have written its outputs.</summary>
    public string OutputsFile => folder.OutputsFile;

    /// <summary>Its pid, once it runs.</summary>
    public Task<int> Started => started.Task;

    /// <summary>The end of its first process.</summary>
    public Task<CommandExit> Exited => exited.Task;

    /// <summary>The end of everything that belongs to it.</summary>
    public Task Gone => gone.Task;

    /// <summary>Sends a signal to everything that belongs to it.</summary>
    public async Task SignalAsync(int signal)
    {
        try
        {
            await send(new SupervisorFrame.Signal(id, signal));
        }
        catch (SupervisorLostException)
        {
            // Then it is on its way to be killed, and its end tells so.
            await Gone;
        }
    }

    public void OnStarted(int pid) => started.TrySetResult(pid);

    public void OnExited(CommandExit exit) => exited.TrySetResult(exit);

    public void OnGone() => gone.TrySetResult();

    /// <summary>Ends everything that is still waited for.</summary>
    public void OnFault(Exception fault)
    {
        started.TrySetException(fault);
        exited.TrySetException(fault);
        gone.TrySetException(fault);
    }

    public async ValueTask DisposeAsync()
    {
        await Output.DisposeAsync();
        await Error.DisposeAsync();
        folder.Dispose();
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
