using System.Collections.Concurrent;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;
using BudPipeline.Worker.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BudPipeline.Worker.Tests;

/// <summary>A worker with a data folder of its own, which ends with it.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider provider;
    private int attempts;

    public WorkerUnderTest(TimeProvider? time = null, Func<WorkerOptions, WorkerOptions>? change = null)
    {
        var options = new WorkerOptions(Folder.Path) { Supervisor = HostProgram.Launch };
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton<IStepLogs>(Logs);
        services.AddLogging(logging => logging.AddProvider(Notices));
        services.AddBudWorker(change?.Invoke(options) ?? options);
        provider = services.BuildServiceProvider();
    }

    public TempFolder Folder { get; } = new();

    public RecordedNotices Notices { get; } = new();

    public RecordedLogs Logs { get; } = new();

    public IReadOnlyList<string> Lines => [.. Logs.Lines.Select(l => l.Message)];

    public Task<ActionOutcome> ShellAsync(string command, CancellationToken cancellation = default) =>
        RunAsync("shell", MapValue.Of(("command", Value.Of(command))), cancellation);

    public Task<ActionOutcome> RunAsync(string action, MapValue parameters, CancellationToken cancellation = default)
    {
        var attempt = Interlocked.Increment(ref attempts);
        var key = new AttemptKey("exec_1", 0, attempt, 40 + attempt);
        var assignment = new StepAssignment(
            key,
            "build",
            "pipeline",
            action,
            parameters,
            TimeSpan.FromMinutes(5),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        );
        return provider.GetRequiredService<IStepRunner>().RunAsync(assignment, cancellation);
    }

    private string SupervisorArguments => $"{CommandSupervisorProgram.Verb}\0{Folder.Path}\0";

    public int SupervisorPid() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
            .Single(pid =>
                pid > 0 && Eventually.CommandLineOf(pid).EndsWith(SupervisorArguments, StringComparison.Ordinal)
            );

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        Folder.Dispose();
    }
}

internal sealed class RecordedLogs : IStepLogs, IStepLog
{
    public ConcurrentQueue<(StepLogLevel Level, string Message)> Lines { get; } = new();

    public IStepLog Open(AttemptKey attempt, string stepId) => this;

    public void Write(StepLogLevel level, string message) => Lines.Enqueue((level, message));
}

internal sealed class RecordedNotices : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Warnings { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Warnings.Enqueue(formatter(state, exception));

    public void Dispose() { }
}

internal static class HostProgram
{
    public static string Dotnet { get; } = Environment.ProcessPath!;

    public static string Assembly { get; } =
        Path.Combine(AppContext.BaseDirectory, "BudPipeline.Worker.SupervisorHost.dll");

    public static CommandSupervisorLaunch Launch { get; } = new(Dotnet, [Assembly]);
}

internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bud-worker-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
