using System.Diagnostics;
using BudPipeline.Client;

namespace BudPipeline.Fixtures;

/// <summary>The node's process, from outside.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process process;
    private readonly HttpClient http;

    private NodeProcess(Process process, Uri url, TimeProvider time)
    {
        this.process = process;
        http = new HttpClient { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        Client = new BudPipelineClient(http, time);
    }

    public BudPipelineClient Client { get; }

    public static async Task<NodeProcess> StartAsync(string dataFolder, string? database, TimeProvider time)
    {
        var program = typeof(NodeProcess).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, NodeProgram.Verb, dataFolder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DATABASE_URL"] = database ?? "";
        var started = Process.Start(start)!;
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(NodeProgram.Ready, StringComparison.Ordinal))
            {
                _ = started.StandardOutput.ReadToEndAsync();
                return new NodeProcess(started, new Uri(line[NodeProgram.Ready.Length..]), time);
            }
        }

        throw new InvalidOperationException("the node ended before it was ready");
    }

    public Task TellProgressAsync(string executionId, int ordinal, double percent) =>
        process.StandardInput.WriteLineAsync(FormattableString.Invariant($"{executionId} {ordinal} {percent}"));

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        http.Dispose();
        process.Dispose();
    }
}
