namespace BudPipeline.Journal.Sqlite;

/// <summary>The disk that a file is on.</summary>
internal static class SqliteDisk
{
    public static bool HasRoom(string path, long bytes) =>
        new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace >= bytes;
}
