using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using BudPipeline.Actors.Wire;
using BudPipeline.Journal;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Storage;
using Dapper;

namespace BudPipeline.Server.Operator;

/// <summary>
/// Fills the tables that follow from the journal anew: executions, timers, outbox and what lists count. It needs the
/// data folder and the database to itself.
/// </summary>
public static class TableRebuild
{
    private const string Events = "SELECT count(*) FROM journal WHERE NOT deleted";

    /// <summary>
    /// Answers how many events it read. Throws <see cref="DatabaseHeldException"/> when a node has the database; whatever
    /// it throws, the tables are as they were.
    /// </summary>
    /// <param name="settings">Which database.</param>
    /// <param name="folder">The data folder, taken by this process; it stays the caller's.</param>
    /// <param name="progress">Told how many events of how many have been read.</param>
    /// <param name="cancellation">Ends it before it begins to write.</param>
    public static async Task<long> RunAsync(
        NodeSettings settings,
        NodeFolder folder,
        IProgress<RebuildProgress> progress,
        CancellationToken cancellation
    )
    {
        await using var database = await NodeDatabase.OpenAsync(settings, folder, cancellation);
        using var system = ActorSystem.Create("bud-rebuild", SetupOn(database.Journal));
        try
        {
            var total = await database.Journal.ReadAsync(connection => connection.ExecuteScalarAsync<long>(Events));
            cancellation.ThrowIfCancellationRequested();
            return await new ProjectionRebuild(system, Projections.All(new OutboxSignal())).RunAsync(
                database.Journal,
                RebuildStatements.Clearing,
                RebuildStatements.Settling,
                new OfTotal(total, progress)
            );
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static ActorSystemSetup SetupOn(JournalDatabase database)
    {
        var config = ConfigurationFactory
            .ParseString(ExecutionEventSerializer.Hocon)
            .WithFallback(ConfigurationFactory.ParseString("akka.loglevel = OFF"))
            .WithFallback(BudJournal.Config());
        return BootstrapSetup.Create().WithConfig(config).And(new JournalSetup(database));
    }

    /// <summary>Tells at once, on the thread that reads.</summary>
    private sealed class OfTotal(long total, IProgress<RebuildProgress> told) : IProgress<long>
    {
        public void Report(long value) => told.Report(new RebuildProgress(value, total));
    }
}

/// <summary>How far a rebuild is.</summary>
/// <param name="Done">Events that have been read.</param>
/// <param name="Total">Events of the journal.</param>
public readonly record struct RebuildProgress(long Done, long Total);
