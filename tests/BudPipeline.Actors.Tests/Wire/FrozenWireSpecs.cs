using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace BudPipeline.Actors.Tests.Wire;

/// <summary>
/// The golden files of a released version stay as they are: each version's folder under <c>tests/Fixtures</c> lists theirs
/// with their SHA-256.
/// </summary>
public sealed class FrozenWireSpecs
{
    private const string List = "wire.sha256";

    public static TheoryData<string> Versions =>
        [
            .. Directory
                .GetDirectories(TestsPath("Fixtures"))
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void The_formats_are_frozen_since_0_1_0() =>
        Assert.True(File.Exists(Path.Combine(TestsPath("Fixtures"), "0.1.0", List)));

    [Theory]
    [MemberData(nameof(Versions))]
    public void No_golden_file_of_a_version_is_changed_or_gone(string version)
    {
        var frozen = File.ReadAllLines(Path.Combine(TestsPath("Fixtures"), version, List));
        Assert.NotEmpty(frozen);
        Assert.All(frozen, line => AssertUnchanged(version, line[66..], line[..64]));
    }

    [Theory]
    [InlineData("execution-paused-v1.json", "0000")]
    [InlineData("no-such-event-v1.json", "0000")]
    public void A_changed_or_missing_one_is_told_with_what_to_do(string name, string hash)
    {
        var told = Assert.ThrowsAny<Exception>(() => AssertUnchanged("0.1.0", name, hash));
        Assert.Contains(name, told.Message, StringComparison.Ordinal);
        Assert.Contains("v2", told.Message, StringComparison.Ordinal);
    }

    private static void AssertUnchanged(string version, string name, string hash)
    {
        var path = Path.Combine(TestsPath("BudPipeline.Actors.Tests"), "Wire", "Approved", name);
        var what = File.Exists(path) ? "is not what it was" : "is gone";
        Assert.True(
            File.Exists(path) && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) == hash,
            $"{name} {what} in {version}, and journals out there hold it: bring it back. Never change a v1: a new shape is a v2 "
                + "with a golden file of its own, and both are read from then on."
        );
    }

    private static string TestsPath(string folder, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", folder);
}
