using System.Globalization;

namespace BudPipeline.Server.Operator.Checks;

/// <summary>Who listens on a port, as far as Linux tells this user.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>The program and its process; null when it cannot be seen.</summary>
    public static string? Of(int port)
    {
        var sockets = Tables
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => SocketOf(line, port))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return sockets.Count == 0
            ? null
            : Directory
                .EnumerateDirectories("/proc")
                .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]) && HasOpen(process, sockets))
                .Select(Describe)
                .FirstOrDefault();
    }

    /// <summary>What the files of the process that listens are linked to; null for other lines of the table.</summary>
    internal static string? SocketOf(string line, int port)
    {
        // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            fields.Length > 9
            && fields[3] == Listening
            && fields[1].Split(':') is [_, var hex]
            && int.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            && number == port
            ? $"socket:[{fields[9]}]"
            : null;
    }

    private static bool HasOpen(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory
                .EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            // Another user's, or it has just ended.
            return false;
        }
    }

    private static string Describe(string process) =>
        $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (process {Path.GetFileName(process)})";
}
