using System.Globalization;

namespace BudPipeline.Server.Operator.Checks;

/// <summary>Whether the disk of the data folder has room.</summary>
internal static class DiskCheck
{
    private const string Name = "disk";
    private const long MiB = 1L << 20;
    private const long Full = 100 * MiB;
    private const long Low = 1024 * MiB;

    public static IEnumerable<Finding> Look(string folder)
    {
        var there = folder;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }

        yield return Judge(there, new DriveInfo(there).AvailableFreeSpace);
    }

    internal static Finding Judge(string folder, long free)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"{free / MiB:N0} MiB free for {folder}");
        const string remedy = "make room: a full disk stops every execution until there is some again";
        return free switch
        {
            < Full => Finding.Fault(Name, message, remedy),
            < Low => Finding.Warning(Name, message, remedy),
            _ => Finding.Ok(Name, message),
        };
    }
}
