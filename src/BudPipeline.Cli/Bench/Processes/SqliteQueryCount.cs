namespace BudPipeline.Cli.Bench.Processes;

/// <summary>Reads and commits as the node's journal counts them: of a file nobody else can tell.</summary>
internal sealed class SqliteQueryCount(string folder) : IQueryCount
{
    private readonly string file = Path.Combine(folder, "bench-queries");

    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
            [StartupHook.FileVariable] = file,
        };

    public TimeSpan Lag { get; } = TimeSpan.FromSeconds(1);

    /// <summary>A byte stands for a use; what an earlier node left there does not matter to a difference.</summary>
    public Task<long> ReadAsync(CancellationToken cancellation) =>
        Task.FromResult(new FileInfo(file) is { Exists: true } some ? some.Length : 0);
}
