using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using BudPipeline.Core.Actions;
using Microsoft.Win32.SafeHandles;

namespace BudPipeline.Worker.Supervision;

/// <summary>The node's end of one supervisor process.</summary>
internal sealed class SupervisorProcess : IAsyncDisposable
{
    private const int StandardError = 2;

    private readonly int pid;
    private readonly PipeStream requests;
    private readonly PipeStream events;
    private readonly SemaphoreSlim writing = new(1);
    private readonly ConcurrentDictionary<int, RunningCommand> commands = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<int> onWaiting;
    private int lastId;

    private SupervisorProcess(int pid, PipeStream requests, PipeStream events, Action<int> onWaiting)
    {
        (this.pid, this.requests, this.events, this.onWaiting) = (pid, requests, events, onWaiting);
        Ended = Task.Run(ListenAsync);
    }

    /// <summary>Done once it holds the lock and nothing of an earlier node runs; fails when it ends before that.</summary>
    public Task Ready => ready.Task;

    /// <summary>Done once the process is gone; its unfinished commands are still to be faulted.</summary>
    public Task Ended { get; }

    /// <summary>Commands that have not come to their end.</summary>
    public IEnumerable<RunningCommand> Unfinished => commands.Values;

    /// <summary>Its pid.</summary>
    public int Pid => pid;

    /// <summary>Starts a supervisor for a data folder. <paramref name="onWaiting"/> hears the pid that holds the lock.</summary>
    public static SupervisorProcess Open(CommandSupervisorLaunch launch, string dataFolder, Action<int> onWaiting)
    {
        Directory.CreateDirectory(dataFolder);
        var (requestsEnd, requests) = OpenPipe(PipeDirection.Out);
        var (eventsEnd, events) = OpenPipe(PipeDirection.In);
        using (requestsEnd)
        using (eventsEnd)
        {
            var spawn = new ProcessSpawn(
                launch.File,
                [launch.File, .. launch.Arguments, CommandSupervisorProgram.Verb, Path.GetFullPath(dataFolder)],
                [.. LeanEnvironment()],
                null,
                [(int)requestsEnd.DangerousGetHandle(), (int)eventsEnd.DangerousGetHandle(), StandardError]
            );
            return new SupervisorProcess(spawn.Start(newSession: true), requests, events, onWaiting);
        }
    }

    /// <summary>Starts a command.</summary>
    public async Task<RunningCommand> StartAsync(CommandSpec spec, CommandFolder folder)
    {
        var command = new RunningCommand(Interlocked.Increment(ref lastId), folder, SendAsync);
        commands[command.Id] = command;
        var start = new SupervisorFrame.Start(
            command.Id,
            spec.Arguments,
            [.. spec.Environment.Select(e => $"{e.Key}={e.Value}"), $"BUD_OUTPUT={folder.OutputsFile}"],
            spec.Directory,
            folder.OutputPipe,
            folder.ErrorPipe,
            folder.Mark
        );
        try
        {
            await SendAsync(start);
            await command.Started;
            return command;
        }
        catch
        {
            commands.TryRemove(command.Id, out _);
            await command.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes the pipe, upon which the supervisor kills what is left and ends, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        await requests.DisposeAsync();
        if (!Ready.IsCompleted)
        {
            // It has no commands, and while it waits for the lock it would not see the end of the pipe.
            _ = Libc.Kill(pid, Libc.SigKill);
        }

        await Ended;
        await events.DisposeAsync();
        writing.Dispose();
    }

    private async Task SendAsync(SupervisorFrame frame)
    {
        var bytes = frame.ToBytes();
        await writing.WaitAsync();
        try
        {
            await requests.WriteAsync(bytes);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new SupervisorLostException("the supervisor of commands does not listen any more", e);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            while (await SupervisorFrame.ReadAsync(events) is { } frame)
            {
                On(frame);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or EndOfStreamException)
        {
            // A supervisor that talks nonsense is no use: it goes, and its commands with it.
            _ = Libc.Kill(pid, Libc.SigKill);
        }

        _ = Libc.Wait(pid, out var status, 0, out _);
        ready.TrySetException(
            new SupervisorLostException($"the supervisor of commands ended at its start, wait status {status}")
        );
    }

    private void On(SupervisorFrame frame)
    {
        switch (frame)
        {
            case SupervisorFrame.Waiting waiting:
                onWaiting(waiting.HolderPid);
                break;
            case SupervisorFrame.Ready { FrameVersion: SupervisorFrame.Version }:
                ready.TrySetResult();
                break;
            case SupervisorFrame.Ready other:
                throw new InvalidDataException($"supervisor version {other.FrameVersion}: restart the node");
            case SupervisorFrame.Started f when commands.TryGetValue(f.Id, out var command):
                command.OnStarted(f.Pid);
                break;
            case SupervisorFrame.NotStarted f when commands.TryRemove(f.Id, out var command):
                command.OnFault(new CommandNotStartedException(f.Reason));
                break;
            case SupervisorFrame.Exited f when commands.TryGetValue(f.Id, out var command):
                var usage = new ResourceUsage(f.CpuSeconds, f.PeakMemoryKilobytes / 1024.0);
                command.OnExited(new CommandExit(f.ExitCode, f.EndedBy, usage));
                break;
            case SupervisorFrame.Gone f when commands.TryRemove(f.Id, out var command):
                command.OnGone();
                break;
        }
    }

    // A small heap and few threads; its commands get the environment that the node sends with them.
    private static IEnumerable<string> LeanEnvironment() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(e => $"{e.Key}={e.Value}")
            .Concat(["DOTNET_gcServer=0", "DOTNET_gcConcurrent=0", "DOTNET_TieredPGO=0", "DOTNET_EnableDiagnostics=0"]);

    private static (SafeFileHandle Theirs, PipeStream Ours) OpenPipe(PipeDirection ours)
    {
        Span<int> ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.OpenCloseOnExec) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        var (mine, theirs) = ours == PipeDirection.In ? (ends[0], ends[1]) : (ends[1], ends[0]);
        var stream = new AnonymousPipeClientStream(ours, new SafePipeHandle(mine, ownsHandle: true));
        return (new SafeFileHandle(theirs, ownsHandle: true), stream);
    }
}
