// Kills `bud serve` at random moments and checks that nothing acknowledged is lost and nothing completed runs twice.
//
//   dotnet run --project tests/BudPipeline.Torture -c Release -- [KILLS [EXECUTIONS [SEED]]] [--postgres throwaway|ADDRESS]
using System.CommandLine;
using BudPipeline.TestDatabases;
using BudPipeline.Torture;

const string throwaway = "throwaway";

var kills = new Argument<int>("KILLS") { DefaultValueFactory = _ => 3 };
var executions = new Argument<int>("EXECUTIONS") { DefaultValueFactory = _ => 50 };
var seed = new Argument<int>("SEED") { DefaultValueFactory = _ => Environment.ProcessId };
var postgres = new Option<string?>("--postgres")
{
    Description =
        "On PostgreSQL instead of SQLite: an address as in DATABASE_URL, or a server that is made for this run.",
    HelpName = $"{throwaway}|ADDRESS",
};
var command = new RootCommand("Kills bud serve at random moments and judges what came of it.")
{
    kills,
    executions,
    seed,
    postgres,
};
command.SetAction(result =>
    TortureAsync(result.GetValue(kills), result.GetValue(executions), result.GetValue(seed), result.GetValue(postgres))
);
return await command.Parse(args).InvokeAsync();

static async Task<int> TortureAsync(int kills, int executions, int seed, string? postgres)
{
    var began = TimeProvider.System.GetTimestamp();
    Console.WriteLine(
        $"{kills} kills, {executions} executions, seed {seed}, on {(postgres is null ? "SQLite" : "PostgreSQL")}"
    );
    using var server = postgres == throwaway ? PostgresCluster.StartOwn() : null;
    var database = server?.NewDatabase() ?? postgres;
    var folder = Directory.CreateTempSubdirectory("bud-torture-");
    try
    {
        var torture = new KillTorture(folder.FullName, database, kills, executions, seed, TimeProvider.System);
        var verdict = await torture.RunAsync();
        foreach (var finding in verdict)
        {
            Console.WriteLine($"WRONG: {finding}");
        }

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"{(verdict.Count == 0 ? "passed" : $"failed: {verdict.Count} findings")}, {seconds:0} s");
        return verdict.Count == 0 ? 0 : 1;
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}
