using System.Diagnostics;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Cli.Nodes;

/// <summary>Starts a <c>bud serve</c> that outlives this process and its terminal.</summary>
internal static class BackgroundServer
{
    // The shell starts it in the background and ends, so that nobody waits for it; nohup keeps it from the terminal's end.
    private const string Script = """log=$1; shift; nohup "$@" </dev/null >>"$log" 2>&1 &""";

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The address of whatever serves the folder, once it does.</summary>
    public static async Task<NodeAddress> EnsureAsync(
        string dataFolder,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var log = Path.Combine(dataFolder, "serve.log");
        var began = time.GetTimestamp();
        var isStarted = false;
        while (true)
        {
            var claim = await NodeFolder.ClaimAsync(dataFolder, time, cancellation);
            if (claim is NodeFolderClaim.Served served)
            {
                return served.Address;
            }

            ((NodeFolderClaim.Taken)claim).Folder.Dispose();
            if (!isStarted)
            {
                await StartAsync(dataFolder, log, cancellation);
                isStarted = true;
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                throw new VerbFailure(ExitCodes.Unreachable, $"`bud serve` did not come up; see {log}");
            }

            await Task.Delay(LookAgainAfter, time, cancellation);
        }
    }

    private static async Task StartAsync(string dataFolder, string log, CancellationToken cancellation)
    {
        string[] serve = [.. BudExecutable.Command, "serve", "--data", dataFolder, "--urls", "http://127.0.0.1:0"];
        using var shell = Process.Start("/bin/sh", ["-c", Script, "bud", log, .. serve]);
        await shell.WaitForExitAsync(cancellation);
    }
}
