using BudPipeline.Server.Hosting;

namespace BudPipeline.Server.Operator.Checks;

/// <summary>What a look at the data folder showed.</summary>
/// <param name="Findings">One or two.</param>
/// <param name="Holder">The node that has it; null when none has, or it does not say.</param>
internal sealed record FolderSeen(IReadOnlyList<Finding> Findings, NodeAddress? Holder);

/// <summary>Whether the data folder can be written, and who has it.</summary>
internal static class FolderCheck
{
    private const string Name = "folder";
    private const string OtherFolder =
        "give the user of bud the right to write there, or name another folder with --data";

    public static FolderSeen Look(string path)
    {
        var there = Existing(path);
        if (WhyNotWritable(there) is { } reason)
        {
            var what = there == path ? $"{path} cannot be written" : $"{path} cannot be made in {there}";
            return new FolderSeen([Finding.Fault(Name, $"{what}: {reason}", OtherFolder)], null);
        }

        if (there != path)
        {
            return new FolderSeen([Finding.Ok(Name, $"{path} is not there yet: the first start makes it")], null);
        }

        using (var taken = NodeFolder.TryTake(path))
        {
            if (taken is not null)
            {
                return new FolderSeen([Finding.Ok(Name, $"{path} can be written, and no node has it")], null);
            }
        }

        return NodeFolder.HolderOf(path) is { } holder
            ? new FolderSeen([Finding.Ok(Name, Describe(path, holder))], holder)
            : new FolderSeen(
                [
                    Finding.Warning(
                        Name,
                        $"another process holds {path} and does not say where it is reached: it is starting or ending",
                        "look again in a moment; if it stays so, end that process"
                    ),
                ],
                null
            );
    }

    private static string Describe(string path, NodeAddress holder) =>
        $"{path} is in use by a running bud {(holder.Serves ? "serve" : "run")} on {holder.Url} (process {holder.Pid})";

    /// <summary>The folder, or the nearest one above it that is there.</summary>
    private static string Existing(string path)
    {
        var there = path;
        while (!Directory.Exists(there) && !File.Exists(there) && Path.GetDirectoryName(there) is { } above)
        {
            there = above;
        }

        return there;
    }

    private static string? WhyNotWritable(string folder)
    {
        try
        {
            var probe = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
            using var file = new FileStream(
                probe,
                FileMode.Create,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose
            );
            file.WriteByte(0);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
    }
}
