namespace BudPipeline.Cli.Bench;

/// <summary>The folder of a benchmark: the user's, which stays, or a temporary one, which goes.</summary>
internal sealed class BenchFolder(string? named) : IDisposable
{
    public string Path { get; } =
        named is null ? Directory.CreateTempSubdirectory("bud-bench-").FullName : System.IO.Path.GetFullPath(named);

    public void Dispose()
    {
        if (named is null)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
