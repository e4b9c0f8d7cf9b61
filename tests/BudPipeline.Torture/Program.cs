// Kills `bud serve` at random moments and checks that nothing acknowledged is lost and nothing completed runs twice.
//
//   dotnet run --project tests/BudPipeline.Torture -c Release -- [KILLS [EXECUTIONS [SEED]]]
using System.Globalization;
using BudPipeline.Torture;

var kills = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
var executions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50;
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Environment.ProcessId;
Console.WriteLine($"{kills} kills, {executions} executions, seed {seed}");

var folder = Directory.CreateTempSubdirectory("bud-torture-");
try
{
    var verdict = await new KillTorture(folder.FullName, kills, executions, seed, TimeProvider.System).RunAsync();
    foreach (var finding in verdict)
    {
        Console.WriteLine($"WRONG: {finding}");
    }

    Console.WriteLine(verdict.Count == 0 ? "passed" : $"failed: {verdict.Count} findings");
    return verdict.Count == 0 ? 0 : 1;
}
finally
{
    folder.Delete(recursive: true);
}
