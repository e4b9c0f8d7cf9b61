namespace BudPipeline.Fixtures;

/// <summary>What one version wrote: <c>tests/Fixtures/VERSION</c>.</summary>
internal sealed record FixtureFolder(string Version)
{
    private static readonly string Root = FindRoot();

    /// <summary>Where the golden files of events are.</summary>
    public static string Approved => Path.Combine(Root, "tests", "BudPipeline.Actors.Tests", "Wire", "Approved");

    /// <summary>Every version that was recorded.</summary>
    public static IReadOnlyList<FixtureFolder> All =>
        [
            .. Directory
                .GetDirectories(Path.Combine(Root, "tests", "Fixtures"))
                .Select(path => new FixtureFolder(Path.GetFileName(path)))
                .OrderBy(folder => folder.Version, StringComparer.Ordinal),
        ];

    public static FixtureFolder Of(string version) => new(version);

    public bool Exists => Directory.Exists(FullPath);

    public string FullPath => Path.Combine(Root, "tests", "Fixtures", Version);

    public string File(string name) => Path.Combine(FullPath, name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "BudPipeline.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("the repository's top folder was not found");
    }
}
