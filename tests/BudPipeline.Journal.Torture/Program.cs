using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using BudPipeline.Journal;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;
using BudPipeline.Journal.Torture;

// Writes to the journal in the file or PostgreSQL database args[0] with args[1] actors until somebody kills it, and says on
// standard output what is acknowledged.
await using JournalDatabase database = args[0].Contains("Host=", StringComparison.Ordinal)
    ? await PostgresDatabase.OpenAsync(new PostgresDatabaseOptions { ConnectionString = args[0] })
    : SqliteDatabase.Open(new SqliteDatabaseOptions { Path = args[0] });
await CountProjection.CreateAsync(database);
using var system = ActorSystem.Create(
    "torture",
    ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(BudJournal.Config()),
        new JournalSetup(database, new CountProjection())
    )
);
Action<string, long> say = (id, number) => Console.WriteLine($"{id} {number}");
for (var actor = 0; actor < int.Parse(args[1], CultureInfo.InvariantCulture); actor++)
{
    var id = $"writer-{actor}";
    system.ActorOf(Props.Create(() => new BatchWriter(id, say)));
}

await system.WhenTerminated;
