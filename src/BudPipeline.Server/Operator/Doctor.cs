using BudPipeline.Server.Hosting;
using BudPipeline.Server.Operator.Checks;

namespace BudPipeline.Server.Operator;

/// <summary>Looks at everything that a node needs, and says what to do where something is wrong. It changes nothing.</summary>
public static class Doctor
{
    /// <summary>One finding or more a check; a node that is running is no fault.</summary>
    public static async Task<IReadOnlyList<Finding>> ExamineAsync(
        NodeSettings settings,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var folder = FolderCheck.Look(settings.Server.DataFolder);
        var database = settings.DatabaseConnection is { } address
            ? await PostgresCheck.LookAsync(address, time, cancellation)
            : SqliteCheck.Look(Path.Combine(settings.Server.DataFolder, NodeFolder.DatabaseFile), time);
        return
        [
            VersionCheck.Look(),
            .. folder.Findings,
            .. DiskCheck.Look(settings.Server.DataFolder),
            .. database.Findings,
            ClockCheck.Judge(time.GetUtcNow(), database.LastEvent, database.ServerAhead),
            .. PortCheck.Look(settings.Server.Urls, [folder.Holder?.Url, database.Holder]),
        ];
    }
}
