using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using BudPipeline.Core.Actions;
using Microsoft.Win32.SafeHandles;

namespace BudPipeline.Worker.Supervision;

/// <summary>The folder of one attempt's command: two named pipes for what it prints, and the file of its outputs.</summary>
internal sealed partial class CommandFolder : IDisposable
{
    private const uint OwnerOnly = 0x180;
    private readonly string path;

    private CommandFolder(string path)
    {
        this.path = path;
        OutputPipe = Path.Combine(path, "stdout");
        ErrorPipe = Path.Combine(path, "stderr");
        OutputsFile = Path.Combine(path, "outputs.json");
        Mark = MarkOf(path);
    }

    /// <summary>What the command prints.</summary>
    public string OutputPipe { get; }

    /// <summary>What it prints as errors.</summary>
    public string ErrorPipe { get; }

    /// <summary>What it may write: its outputs.</summary>
    public string OutputsFile { get; }

    /// <summary>Stands in the environment of every process of the command.</summary>
    public string Mark { get; }

    /// <summary>Where the folders of a node's commands are.</summary>
    public static string Parent(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), "commands");

    /// <summary>Stands in the environment of every process of every command in that folder.</summary>
    public static string MarkOf(string folder) => $"BUD_OUTPUT={folder}/";

    /// <summary>Makes the folder of an attempt.</summary>
    public static CommandFolder Create(string dataFolder, AttemptKey attempt)
    {
        var name = $"{attempt.ExecutionId}-{attempt.Ordinal}-{attempt.Attempt}-{attempt.Fence}";
        var folder = new CommandFolder(Path.Combine(Parent(dataFolder), Unsafe().Replace(name, "_")));
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
#pragma warning disable CA1416 // The supervisor refuses other systems before it comes to this.
        Directory.CreateDirectory(folder.path, owner);
#pragma warning restore CA1416
        MakePipe(folder.OutputPipe);
        MakePipe(folder.ErrorPipe);
        return folder;
    }

    /// <summary>Opens the reading end of one of the pipes; until the command has the other end it reads as ended.</summary>
    public static PipeStream OpenPipe(string pipe)
    {
        var descriptor = Libc.Open(pipe, Libc.OpenNonBlocking | Libc.OpenCloseOnExec, 0);
        Check(descriptor, pipe);
        return new AnonymousPipeClientStream(PipeDirection.In, new SafePipeHandle(descriptor, ownsHandle: true));
    }

    public void Dispose()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static void MakePipe(string pipe) => Check(Libc.MakeFifo(pipe, OwnerOnly), pipe);

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new Win32Exception(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [GeneratedRegex("[^A-Za-z0-9_.-]")]
    private static partial Regex Unsafe();
}
