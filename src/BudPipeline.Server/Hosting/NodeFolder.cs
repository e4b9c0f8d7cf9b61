using System.Diagnostics;
using System.Text.Json;

namespace BudPipeline.Server.Hosting;

/// <summary>
/// A data folder in the hands of this process. It belongs to one process at a time: a lock on <c>node.lock</c>, which the
/// system lets go when the process ends however it ends; beside it <c>node.json</c> says where that process is reached.
/// </summary>
public sealed class NodeFolder : IDisposable
{
    /// <summary>The name of the file of the journal and the tables.</summary>
    internal const string DatabaseFile = "bud.db";

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FileStream held;

    private NodeFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The file of the journal and the tables.</summary>
    public string Database => System.IO.Path.Combine(Path, DatabaseFile);

    /// <summary>The file of the log lines.</summary>
    public string Logs => System.IO.Path.Combine(Path, "logs.db");

    /// <summary>Where data are kept when nobody says otherwise.</summary>
    public static string DefaultPath
    {
        get
        {
            var home = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
            return string.IsNullOrEmpty(home)
                ? System.IO.Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                    ".local",
                    "share",
                    "budpipeline"
                )
                : System.IO.Path.Combine(home, "budpipeline");
        }
    }

    /// <summary>
    /// Takes the folder, or finds the node that has it. A node that is just starting is waited for, one that is just ending
    /// is followed.
    /// </summary>
    public static async Task<NodeFolderClaim> ClaimAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (TryTake(path) is { } folder)
            {
                return new NodeFolderClaim.Taken(folder);
            }

            // A node that is starting may not have removed yet what a killed one left.
            if (HolderOf(path) is { } address)
            {
                return new NodeFolderClaim.Served(address);
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                throw new IOException(
                    $"another process holds {path} and does not say where it is reached: end it, or use another --data folder"
                );
            }

            await Task.Delay(LookAgainAfter, time, cancellation);
        }
    }

    /// <summary>Takes the folder when nobody has it.</summary>
    public static NodeFolder? TryTake(string path)
    {
        MakeFolder(path);
        FileStream file;
        try
        {
            file = new FileStream(
                System.IO.Path.Combine(path, "node.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, "node.lock")))
        {
            return null;
        }

        // What stands there was written by a process that is gone.
        File.Delete(AddressFile(path));
        return new NodeFolder(path, file);
    }

    /// <summary>The living process that says it has the folder; null when none says so.</summary>
    internal static NodeAddress? HolderOf(string path) =>
        NodeAddressJson.TryRead(AddressFile(path)) is { } address && IsAlive(address.Pid) ? address : null;

    /// <summary>Says where this process is reached, at once for whoever looks.</summary>
    public void Announce(NodeAddress address)
    {
        var draft = AddressFile(Path) + ".new";
        File.Delete(draft);
        using (var file = new FileStream(draft, ForOurEyesOnly()))
        {
            JsonSerializer.Serialize(file, address, NodeAddressJson.Default.NodeAddress);
        }

        File.Move(draft, AddressFile(Path), overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(AddressFile(Path));
        held.Dispose();
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whoever reads the address finds the token that opens the node's door beside it.</summary>
    private static FileStreamOptions ForOurEyesOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static string AddressFile(string path) => System.IO.Path.Combine(path, "node.json");

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            // Parameters and outputs lie here: for the user's eyes only.
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

/// <summary>What came of asking for a data folder.</summary>
public abstract record NodeFolderClaim
{
    private NodeFolderClaim() { }

    /// <summary>It is ours.</summary>
    public sealed record Taken(NodeFolder Folder) : NodeFolderClaim;

    /// <summary>Another node has it.</summary>
    public sealed record Served(NodeAddress Address) : NodeFolderClaim;
}
