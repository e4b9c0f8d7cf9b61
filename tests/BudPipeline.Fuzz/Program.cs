// Feeds the definition reader, the expression parser and the evaluator with mutated texts, keeping those that reach new
// code. What a target throws, or a law that it breaks, ends the run with the text that did it.
//
//   dotnet run --project tests/BudPipeline.Fuzz -c Release -- [SECONDS [TARGET [SEED]]]      (targets: see FuzzTargets)
using System.Globalization;
using System.Runtime.CompilerServices;
using BudPipeline.Fuzz;

var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60;
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Environment.ProcessId;
Instrumentation.Prepare();
return Run(seconds, args.Length > 1 ? args[1] : "all", seed);

// Apart, so that the instrumented assembly is loaded only after it has been written.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Run(double seconds, string chosen, int seed)
{
    var targets = FuzzTargets.All.Where(target => chosen == "all" || target.Name == chosen).ToList();
    if (targets.Count == 0)
    {
        Console.Error.WriteLine(
            $"there is no target '{chosen}': {string.Join(", ", FuzzTargets.All.Select(t => t.Name))}"
        );
        return 2;
    }

    var isSound = true;
    foreach (var target in targets)
    {
        var run = new FuzzRun(target, new Random(seed), TimeProvider.System);
        var verdict = run.Go(TimeSpan.FromSeconds(seconds));
        Console.WriteLine(
            $"{target.Name}: {verdict.Runs} texts, {verdict.Kept} kept, {verdict.Edges} edges, seed {seed}"
        );
        if (verdict.Broken is { } broken)
        {
            isSound = false;
            Console.WriteLine($"BROKEN by {broken.Fault}\n--- text of {broken.Text.Length} characters, as JSON:");
            Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(broken.Text));
        }
    }

    return isSound ? 0 : 1;
}
