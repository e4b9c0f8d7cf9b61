using System.Diagnostics;

namespace BudPipeline.Torture;

/// <summary>One incarnation of <c>bud serve</c> on the data folder, or on a PostgreSQL database.</summary>
internal sealed class ServeProcess : IDisposable
{
    private readonly Process process;

    private ServeProcess(Process process, Uri url, DateTimeOffset readyAt)
    {
        this.process = process;
        Http = new HttpClient { BaseAddress = url };
        ReadyAt = readyAt;
    }

    public HttpClient Http { get; }

    public DateTimeOffset ReadyAt { get; }

    /// <summary>Starts it and waits for the line that says where it is.</summary>
    public static async Task<ServeProcess> StartAsync(string dataFolder, string? database, TimeProvider time)
    {
        var bud = Path.Combine(AppContext.BaseDirectory, "bud.dll");
        var start = new ProcessStartInfo("dotnet", [bud, "serve", "--data", dataFolder, "--urls", "http://127.0.0.1:0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["DATABASE_URL"] = database;
        var started = Process.Start(start) ?? throw new InvalidOperationException("bud serve was not started");
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ', ',');
            if (Array.Find(words, w => w.StartsWith("http://", StringComparison.Ordinal)) is { } url)
            {
                _ = started.StandardOutput.ReadToEndAsync();
                return new ServeProcess(started, new Uri(url), time.GetUtcNow());
            }
        }

        throw new InvalidOperationException("bud serve ended before it was ready");
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        Http.Dispose();
        process.Dispose();
    }
}
