using System.Security.Cryptography;

namespace BudPipeline.Fixtures;

/// <summary>The golden files of a version as <c>sha256sum</c> lists them: <c>wire.sha256</c>.</summary>
internal static class WireHashes
{
    public static void Write(FixtureFolder folder) =>
        File.WriteAllLines(
            folder.File("wire.sha256"),
            Directory
                .GetFiles(FixtureFolder.Approved)
                .Order(StringComparer.Ordinal)
                .Select(path =>
                    $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}  {Path.GetFileName(path)}"
                )
        );

    /// <summary>The manifests that the version froze.</summary>
    public static IReadOnlyList<string> Manifests(FixtureFolder folder) =>
        [
            .. File.ReadAllLines(folder.File("wire.sha256"))
                .Select(line => Path.GetFileNameWithoutExtension(line.Split("  ")[1]))
                .Select(name => $"{name[..name.LastIndexOf('-')]}/{name[(name.LastIndexOf('-') + 1)..]}"),
        ];
}
