using BudPipeline.Journal.PostgreSql;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Cli.Bench;

/// <summary>Where a benchmark keeps its data.</summary>
/// <param name="Folder">The data folder.</param>
/// <param name="Postgres">A PostgreSQL database, as in <c>DATABASE_URL</c>; null for the folder's own.</param>
internal sealed record BenchPlace(string Folder, string? Postgres)
{
    public string Database => Postgres is null ? "sqlite" : "postgres";

    /// <summary>A node in this process.</summary>
    public async Task<BudNode> StartNodeAsync(int maxSteps, TimeProvider time, CancellationToken cancellation)
    {
        var commandLine = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{ServerOptions.Section}:{nameof(ServerOptions.Urls)}"] = "http://127.0.0.1:0",
            [$"{ServerOptions.Section}:{nameof(ServerOptions.DataFolder)}"] = Folder,
        };
        var read = NodeSettings.Read(NodeKind.Run, commandLine, time);
        var settings = read with
        {
            Server = read.Server with { MaxSteps = Math.Max(read.Server.MaxSteps, maxSteps) },
            DatabaseConnection = Postgres is null ? null : PostgresAddress.Parse(Postgres),
        };
        return await BudNode.StartAsync(settings, await ClaimAsync(time, cancellation), cancellation);
    }

    private async Task<NodeFolder> ClaimAsync(TimeProvider time, CancellationToken cancellation) =>
        await NodeFolder.ClaimAsync(Folder, time, cancellation) is NodeFolderClaim.Taken taken
            ? taken.Folder
            : throw new VerbFailure(
                ExitCodes.Failed,
                $"{Folder} is in use by another bud: name another folder with --data"
            );
}
