using System.Text;

namespace BudPipeline.Cli.Bench;

/// <summary>What a benchmark runs: a definition, and how it is called.</summary>
/// <param name="Name">As the user names it.</param>
/// <param name="Definition">In YAML.</param>
/// <param name="Steps">How many steps an execution has.</param>
/// <param name="WarmUp">How many executions run before the clock starts; the peers' programs run as many.</param>
/// <param name="OneAtATime">Whether it measures latency: the concurrency is 1 whatever is asked for.</param>
/// <param name="OnlyStart">Whether the clock stops at the acknowledgement of the start.</param>
/// <param name="Count">How many executions are measured unless asked otherwise.</param>
/// <param name="Concurrency">How many are in flight at once unless asked otherwise.</param>
internal sealed record Workload(
    string Name,
    string Definition,
    int Steps,
    int WarmUp,
    bool OneAtATime = false,
    bool OnlyStart = false,
    int Count = 6000,
    int Concurrency = 256
)
{
    private const int WarmUpOfSmallOnes = 500;
    private const int WarmUpOfFanOuts = 20;
    private const int WarmUpOfLongOnes = 50;
    private const int WarmUpOfHugeOnes = 1;
    private const int Branches = 100;
    private const int Layers = 100;

    public static IReadOnlyList<Workload> All { get; } =
    [
        new("chain3", Chain(3), 3, WarmUpOfSmallOnes),
        new("chain3-sequential", Chain(3), 3, WarmUpOfSmallOnes, OneAtATime: true),
        new("fanout100", FanOut(), Branches + 2, WarmUpOfFanOuts),
        new("layers100", LayersOf(Layers), Layers * Branches, WarmUpOfHugeOnes, Count: 5, Concurrency: 1),
        new("chain40", Chain(40), 40, WarmUpOfLongOnes, OneAtATime: true),
        new("start", Chain(3), 3, WarmUpOfSmallOnes, OnlyStart: true),
    ];

    /// <summary>Steps in a row, each of which gives what the one before gave.</summary>
    private static string Chain(int length)
    {
        var text = new StringBuilder($"name: bench-chain{length}\nsteps:\n").Append(First("step1"));
        for (var step = 2; step <= length; step++)
        {
            text.Append(Next($"step{step}", $"step{step - 1}"));
        }

        return text.ToString();
    }

    /// <summary>One step, many beside each other, and one that joins them.</summary>
    private static string FanOut()
    {
        var text = new StringBuilder(
            $"name: bench-fanout{Branches}\nsettings: {{max_parallel_steps: {Branches}}}\nsteps:\n"
        ).Append(First("first"));
        for (var branch = 1; branch <= Branches; branch++)
        {
            text.Append(Next($"branch{branch}", "first"));
        }

        var branches = string.Join(", ", Enumerable.Range(1, Branches).Select(branch => $"branch{branch}"));
        return text.Append(Step("join", Result("branch1"), branches)).ToString();
    }

    /// <summary>
    /// Layers of steps beside each other. Each step needs two of the layer before, so that the layers hang together and
    /// are not so many chains.
    /// </summary>
    private static string LayersOf(int layers)
    {
        var text = new StringBuilder(
            $"name: bench-layers{layers}\nsettings: {{max_parallel_steps: {Branches}}}\nsteps:\n"
        );
        for (var branch = 0; branch < Branches; branch++)
        {
            text.Append(First($"layer1_{branch}"));
        }

        for (var layer = 2; layer <= layers; layer++)
        {
            for (var branch = 0; branch < Branches; branch++)
            {
                var above = $"layer{layer - 1}_{branch}";
                var beside = $"layer{layer - 1}_{(branch + 1) % Branches}";
                text.Append(Step($"layer{layer}_{branch}", Result(above), $"{above}, {beside}"));
            }
        }

        return text.ToString();
    }

    private static string First(string id) => Step(id, "{model_id: abc123, ok: true}", "");

    private static string Next(string id, string before) => Step(id, Result(before), before);

    private static string Result(string step) => $"\"{{{{ steps.{step}.outputs.result }}}}\"";

    private static string Step(string id, string input, string dependencies) =>
        $"  - {{id: {id}, action: transform, params: {{input: {input}}}, depends_on: [{dependencies}]}}\n";
}
