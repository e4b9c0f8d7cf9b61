using System.Text;

namespace BudPipeline.Cli.Bench;

/// <summary>What a benchmark runs: a definition, and how it is called.</summary>
/// <param name="Name">As the user names it.</param>
/// <param name="Definition">In YAML.</param>
/// <param name="Steps">How many steps an execution has.</param>
/// <param name="WarmUp">How many executions run before the clock starts; the peers' programs run as many.</param>
/// <param name="OneAtATime">Whether it measures latency: the concurrency is 1 whatever is asked for.</param>
/// <param name="OnlyStart">Whether the clock stops at the acknowledgement of the start.</param>
internal sealed record Workload(
    string Name,
    string Definition,
    int Steps,
    int WarmUp,
    bool OneAtATime = false,
    bool OnlyStart = false
)
{
    private const int WarmUpOfSmallOnes = 500;
    private const int WarmUpOfFanOuts = 20;
    private const int WarmUpOfLongOnes = 50;
    private const int Branches = 100;

    public static IReadOnlyList<Workload> All { get; } =
    [
        new("chain3", Chain(3), 3, WarmUpOfSmallOnes),
        new("chain3-sequential", Chain(3), 3, WarmUpOfSmallOnes, OneAtATime: true),
        new("fanout100", FanOut(), Branches + 2, WarmUpOfFanOuts),
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
        return text.Append(Step("join", "\"{{ steps.branch1.outputs.result }}\"", branches)).ToString();
    }

    private static string First(string id) => Step(id, "{model_id: abc123, ok: true}", "");

    private static string Next(string id, string before) =>
        Step(id, $"\"{{{{ steps.{before}.outputs.result }}}}\"", before);

    private static string Step(string id, string input, string dependencies) =>
        $"  - {{id: {id}, action: transform, params: {{input: {input}}}, depends_on: [{dependencies}]}}\n";
}
