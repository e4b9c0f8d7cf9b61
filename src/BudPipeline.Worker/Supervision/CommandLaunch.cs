using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BudPipeline.Worker.Supervision;

/// <summary>Starts one command in a session of its own, as a child of this process.</summary>
internal static class CommandLaunch
{
    // The command's first process is this shell, which tells its pid and becomes the command.
    private const string AnnouncePid = "echo $$ >&3; exec 3>&-; exec \"$@\"";

    // With vfork a child counts its parent's memory as its own peak. So setsid, a small program, stands in between: a
    // process group's leader cannot open a session, hence it forks, and the fork, adopted by us, becomes the command.
    private static readonly string? SetSid = Array.Find(["/usr/bin/setsid", "/bin/setsid"], File.Exists);

    /// <summary>Starts it and returns the pid of its first process, which is its session too.</summary>
    /// <exception cref="Win32Exception">It did not start; the message says why.</exception>
    public static int Start(SupervisorFrame.Start command)
    {
        Span<int> pipe = stackalloc int[2];
        Check(Libc.Pipe(pipe, Libc.OpenCloseOnExec), "pipe");
        using var announced = new FileStream(new SafeFileHandle(pipe[0], ownsHandle: true), FileAccess.Read, 0);
        int started;
        using (var announce = new SafeFileHandle(pipe[1], ownsHandle: true))
        {
            started = Spawn(command, announce);
        }

        var pid = ReadPid(announced);
        if (pid != started)
        {
            // setsid has done its work; unless somebody else was quicker to reap it, it goes here.
            _ = Libc.Wait(started, out _, 0, out _);
        }

        return pid;
    }

    private static int Spawn(SupervisorFrame.Start command, SafeFileHandle announce)
    {
        using var input = Open("/dev/null", 0);
        using var output = OpenForWriting(command.Output);
        using var error = OpenForWriting(command.Error);
        var shell = new[] { "/bin/sh", "-c", AnnouncePid, "sh" }.Concat(command.Arguments);
        string[] arguments = SetSid is null ? [.. shell] : ["setsid", .. shell];
        var spawn = new ProcessSpawn(
            SetSid ?? "/bin/sh",
            arguments,
            command.Environment,
            command.Directory,
            [Number(input), Number(output), Number(error), Number(announce)]
        );
        return spawn.Start(newSession: SetSid is null);
    }

    private static int ReadPid(FileStream announced)
    {
        using var reader = new StreamReader(announced);
        return int.TryParse(reader.ReadLine(), CultureInfo.InvariantCulture, out var pid)
            ? pid
            : throw new Win32Exception(0, "the shell /bin/sh ended before the command began");
    }

    // Without a reader this fails at once, where a blocking open would hang for ever: the node may have died meanwhile.
    private static SafeFileHandle OpenForWriting(string fifo)
    {
        var handle = Open(fifo, Libc.OpenWriteOnly | Libc.OpenNonBlocking);
        var flags = Libc.Control(Number(handle), Libc.GetFlags, 0);
        Check(Libc.Control(Number(handle), Libc.SetFlags, flags & ~Libc.OpenNonBlocking), fifo);
        return handle;
    }

    private static SafeFileHandle Open(string path, int flags)
    {
        var descriptor = Libc.Open(path, flags | Libc.OpenCloseOnExec, 0);
        Check(descriptor, path);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new Win32Exception(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }
}
