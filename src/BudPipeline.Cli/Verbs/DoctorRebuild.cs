using System.Data.Common;
using System.Globalization;
using System.Runtime.Serialization;
using BudPipeline.Cli.Terminal;
using BudPipeline.Journal;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Operator;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud doctor --rebuild</c>: takes folder and database, fills the tables, and tells how far it is.</summary>
internal static class DoctorRebuild
{
    private const int TellEveryPercent = 10;

    /// <summary>Answers how many events were read.</summary>
    public static async Task<long> RunAsync(NodeSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        var path = settings.Server.DataFolder;
        if (settings.DatabaseConnection is null && !Directory.Exists(path))
        {
            throw NothingIn(path);
        }

        var claim = await NodeFolder.ClaimAsync(path, time, cancellation);
        if (claim is not NodeFolderClaim.Taken { Folder: var folder })
        {
            var other = ((NodeFolderClaim.Served)claim).Address;
            throw new VerbFailure(
                ExitCodes.Failed,
                $"{path} is in use by the bud on {other.Url} (process {other.Pid}): stop it, then rebuild"
            );
        }

        using (folder)
        {
            return settings.DatabaseConnection is not null || File.Exists(folder.Database)
                ? await FillAsync(settings, folder, cancellation)
                : throw NothingIn(path);
        }
    }

    private static async Task<long> FillAsync(NodeSettings settings, NodeFolder folder, CancellationToken cancellation)
    {
        try
        {
            return await TableRebuild.RunAsync(settings, folder, new Progress(), cancellation);
        }
        catch (DatabaseHeldException held)
        {
            throw new VerbFailure(ExitCodes.Failed, $"{held.Message}; a rebuild needs the database to itself");
        }
        catch (Exception broken)
            when (broken
                    is DbException
                        or IOException
                        or InvalidOperationException
                        or JournalWriteException
                        or SerializationException
            )
        {
            throw new VerbFailure(ExitCodes.Failed, $"the tables are as they were: {broken.Message}");
        }
    }

    private static VerbFailure NothingIn(string path) =>
        new(ExitCodes.Failed, $"there is no journal in {path}: name the folder with --data, or set DATABASE_URL");

    /// <summary>A line now and then, beside the result.</summary>
    private sealed class Progress : IProgress<RebuildProgress>
    {
        private long told;

        public void Report(RebuildProgress value)
        {
            var percent = value.Total == 0 ? 100 : value.Done * 100 / value.Total;
            if (percent >= told + TellEveryPercent || value.Done == value.Total)
            {
                told = percent;
                StandardError.Note(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{value.Done:N0} of {value.Total:N0} events ({percent}%)"
                    )
                );
            }
        }
    }
}
