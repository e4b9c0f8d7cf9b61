using System.Diagnostics;
using System.Globalization;

namespace BudPipeline.Journal.Tests;

/// <summary>A disk of a few megabytes (a tmpfs), which goes away with this process however that ends.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Page = 4096;

    /// <summary>ENOSPC as .NET tells it.</summary>
    private const int NoSpace = 28;

    private readonly Process _keeper;

    private SmallDisk(string path, Process keeper)
    {
        Path = path;
        _keeper = keeper;
    }

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Skips the test where nobody may mount, unless <c>BUD_REQUIRE_TMPFS=1</c>.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("bud-disk-").FullName;
        var size = string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=777");

        // Reading its standard input ends when this process is gone.
        var script =
            $"mount -t tmpfs -o {size} bud {path} || {{ rmdir {path}; exit 1; }}; "
            + $"echo mounted; cat; umount -l {path}; rmdir {path}";
        var start = new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var keeper = Process.Start(start)!;
        if (keeper.StandardOutput.ReadLine() != "mounted")
        {
            var reason = $"a tmpfs cannot be mounted here: {keeper.StandardError.ReadToEnd().Trim()}";
            Skip.If(Environment.GetEnvironmentVariable("BUD_REQUIRE_TMPFS") != "1", reason);
            throw new InvalidOperationException(reason);
        }

        return new SmallDisk(path, keeper);
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string OpenFolder(string name) => Directory.CreateDirectory(File(name)).FullName;

    /// <summary>Takes all the room but so much of it.</summary>
    public void Fill(int bytesLeft = 0)
    {
        using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[Page];
        try
        {
            while (true)
            {
                ballast.Write(block);
            }
        }
        catch (IOException full) when (full.HResult == NoSpace)
        {
            ballast.SetLength(ballast.Length - bytesLeft);
        }
    }

    public void Free() => System.IO.File.Delete(Ballast);

    public void Dispose()
    {
        _keeper.StandardInput.Close();
        _keeper.WaitForExit();
        _keeper.Dispose();
    }
}
