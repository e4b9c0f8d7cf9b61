using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BudPipeline.Cli.Tests.Processes;

/// <summary>The real <c>bud</c> in a process of its own, started in the top folder of the repository.</summary>
public sealed class BudProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Task reading;

    private BudProcess(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(
            CollectAsync(process.StandardOutput, output),
            CollectAsync(process.StandardError, error)
        );
    }

    public static string RepositoryRoot { get; } = FindRoot();

    public int Id => process.Id;

    public string Output => Read(output);

    public string Error => Read(error);

    /// <summary>Starts <c>bud</c> with these arguments and a data folder that no other test knows.</summary>
    public static BudProcess Start(TestFolder folder, params string[] arguments) =>
        Start(folder, new Dictionary<string, string>(), null, arguments);

    public static BudProcess Start(
        TestFolder folder,
        IReadOnlyDictionary<string, string> environment,
        string? input,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = RepositoryRoot,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "bud.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["XDG_DATA_HOME"] = folder.Path;
        start.Environment["TMPDIR"] = folder.Path;
        start.Environment.Remove("BUD_SERVER");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = Process.Start(start) ?? throw new InvalidOperationException("no process was started");
        started.StandardInput.Write(input);
        started.StandardInput.Close();
        return new BudProcess(started);
    }

    /// <summary>Starts <c>bud</c> and waits for its end.</summary>
    public static async Task<BudProcess> RunAsync(TestFolder folder, params string[] arguments)
    {
        var bud = Start(folder, arguments);
        await bud.ExitCodeAsync();
        return bud;
    }

    public async Task<int> ExitCodeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            await reading;
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"bud did not end.\nOutput:\n{Output}\nError:\n{Error}", late);
        }

        return process.ExitCode;
    }

    /// <summary>The one JSON document that standard output must be.</summary>
    public JsonElement Json()
    {
        try
        {
            return JsonDocument.Parse(Output).RootElement;
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"not one JSON document: {Output}\nError:\n{Error}", exception);
        }
    }

    /// <summary>Waits until what it wrote, on either stream, contains a text.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var all = Output + Error;
            var line = all.Split('\n').FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal));
            if (line is not null)
            {
                return line;
            }

            if (process.HasExited && reading.IsCompleted && !(Output + Error).Contains(text, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"bud ended without '{text}'.\nOutput:\n{Output}\nError:\n{Error}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Sends a signal such as INT, TERM or KILL.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task CollectAsync(StreamReader from, StringBuilder into)
    {
        var buffer = new char[4096];
        while (await from.ReadAsync(buffer) is var count and > 0)
        {
            lock (into)
            {
                into.Append(buffer, 0, count);
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BudPipeline.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("the repository's top folder was not found");
    }
}
