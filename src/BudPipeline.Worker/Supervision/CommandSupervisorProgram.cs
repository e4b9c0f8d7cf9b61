using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BudPipeline.Worker.Supervision;

/// <summary>The supervisor's own program: a hidden verb of the node's executable. It loads nothing but this folder.</summary>
public static class CommandSupervisorProgram
{
    /// <summary>The verb; its one argument is the data folder.</summary>
    public const string Verb = "supervise-commands";

    private const nint IgnoreSignal = 1;

    // SIGHUP, SIGINT, SIGQUIT, SIGTERM: only the end of the pipe ends a supervisor, or its commands would outlive it.
    private static readonly int[] Deaf = [1, 2, 3, Libc.SigTerm];

    /// <summary>Serves one node on standard input and output until the input ends; then kills what is left and returns.</summary>
    public static int Run(string[] args)
    {
        if (args is not [Verb, var dataFolder])
        {
            Console.Error.WriteLine($"usage: {Verb} DATA_FOLDER (for the node's own use)");
            return 2;
        }

        Array.ForEach(Deaf, signal => Libc.Signal(signal, IgnoreSignal));
        _ = Libc.ControlProcess(Libc.SetChildSubreaper, 1, 0, 0, 0);
        KeepDescriptors();
        var folder = CommandFolder.Parent(dataFolder);
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, 0);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);
        var node = new FrameWriter(output);
        using var taken = TakeLock(Path.Combine(dataFolder, "commands.lock"), node);
        using var commands = new SupervisedCommands(node);
        commands.EndAll(CommandFolder.MarkOf(folder));
        RemoveLeftovers(folder);
        node.Tell(new SupervisorFrame.Ready(SupervisorFrame.Version));
        Serve(input, commands);
        commands.EndAll(CommandFolder.MarkOf(folder));
        return 0;
    }

    // Whoever started the node may have left descriptors open in it; they are not for commands.
    private static void KeepDescriptors()
    {
        foreach (var name in Directory.EnumerateFiles("/proc/self/fd").Select(Path.GetFileName))
        {
            if (int.TryParse(name, CultureInfo.InvariantCulture, out var descriptor) && descriptor > 2)
            {
                _ = Libc.Control(descriptor, Libc.SetDescriptorFlags, Libc.CloseOnExec);
            }
        }
    }

    private static void Serve(FileStream input, SupervisedCommands commands)
    {
        while (SupervisorFrame.Read(input) is { } frame)
        {
            switch (frame)
            {
                case SupervisorFrame.Start start:
                    commands.Start(start);
                    break;
                case SupervisorFrame.Signal signal:
                    commands.Signal(signal);
                    break;
            }
        }
    }

    // The lock goes with this process, which ends only when its commands have ended.
    private static SafeFileHandle TakeLock(string path, FrameWriter node)
    {
        const uint ownerOnly = 0x180;
        var descriptor = Libc.Open(path, Libc.OpenCreate | Libc.OpenReadWrite | Libc.OpenCloseOnExec, ownerOnly);
        if (descriptor < 0)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Libc.Lock(descriptor, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            node.Tell(new SupervisorFrame.Waiting(HolderOf(handle)));
            while (Libc.Lock(descriptor, Libc.LockExclusive) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Libc.ErrorInterrupted)
                {
                    throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
                }
            }
        }

        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"), 0);
        return handle;
    }

    private static int HolderOf(SafeFileHandle handle)
    {
        var text = new byte[16];
        var length = RandomAccess.Read(handle, text, 0);
        var digits = System.Text.Encoding.ASCII.GetString(text, 0, length).Trim();
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var pid) ? pid : 0;
    }

    private static void RemoveLeftovers(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
