using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BudPipeline.Cli.Nodes;
using BudPipeline.Client;

namespace BudPipeline.Cli.Bench.Processes;

/// <summary>How many executions a node has brought back, and how long after its start it said so.</summary>
internal sealed record Resumption(int Count, TimeSpan After);

/// <summary>A <c>bud serve</c> in a process of its own. Disposing it kills it.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private const int KeptLines = 50;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process process;
    private readonly TimeProvider time;
    private readonly TaskCompletionSource<Resumption> resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> lines = new();
    private readonly long startedAt;

    private ServeProcess(Process process, Uri url, TimeProvider time)
    {
        this.process = process;
        this.time = time;
        startedAt = time.GetTimestamp();
        Client = NodeClient.For(url, time);
        _ = ReadAsync(process.StandardOutput);
        _ = ReadAsync(process.StandardError);
    }

    public BudPipelineClient Client { get; }

    /// <summary>How long it took until <c>/readyz</c> answered 200.</summary>
    public TimeSpan Ready { get; private set; }

    /// <summary>Completes once all that a stop had interrupted is under way again; never when there was nothing.</summary>
    public Task<Resumption> Resumed => resumed.Task;

    /// <summary>Since it was started.</summary>
    public TimeSpan Age => time.GetElapsedTime(startedAt);

    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<ServeProcess> StartAsync(
        BenchPlace place,
        IReadOnlyDictionary<string, string> environment,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var start = new ProcessStartInfo(BudExecutable.Command[0])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])
                [.. BudExecutable.Command.Skip(1), "serve", "--data", place.Folder, "--urls", url.ToString()]
        )
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DATABASE_URL"] = place.Postgres ?? "";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start) ?? throw new InvalidOperationException("bud serve was not started");
        var serve = new ServeProcess(started, url, time);
        try
        {
            await serve.BecomesReadyAsync(cancellation);
            return serve;
        }
        catch
        {
            await serve.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private async Task BecomesReadyAsync(CancellationToken cancellation)
    {
        while (!await Client.IsReadyAsync(cancellation))
        {
            if (process.HasExited || Age > Patience)
            {
                throw new VerbFailure(
                    ExitCodes.Failed,
                    $"`bud serve` did not become ready: {string.Join(Environment.NewLine, lines)}"
                );
            }

            await Task.Delay(LookAgainAfter, time, cancellation);
        }

        Ready = Age;
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            if (ResumedLine.TryRead(line, out var count))
            {
                resumed.TrySetResult(new Resumption(count, Age));
            }

            lines.Enqueue(line);
            if (lines.Count > KeptLines)
            {
                lines.TryDequeue(out _);
            }
        }
    }

    /// <summary>Known before it listens, so that it can be asked from its first moment on.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
