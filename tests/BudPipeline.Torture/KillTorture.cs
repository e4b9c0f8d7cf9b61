using System.Globalization;
using System.Text;

namespace BudPipeline.Torture;

/// <summary>Starts chains of steps and a durable wait, kills the server while they run, and judges what came of it.</summary>
internal sealed class KillTorture(
    string folder,
    string? database,
    int kills,
    int executions,
    int seed,
    TimeProvider time
)
{
    private const int StepsOfAChain = 6;
    private const double LongestStepSeconds = 0.9;
    private const double LongestLifeSeconds = 1.8;
    private const double DelaySeconds = 3;

    // What a wake-up may be late by on a busy machine.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(200);

#pragma warning disable RS0030 // Seeded on purpose: a failure is repeated with the seed that it printed.
    private readonly Random random = new(seed);
#pragma warning restore RS0030
    private readonly Ledger ledger = new(Path.Combine(folder, "ledger.txt"));
    private readonly string data = Path.Combine(folder, "data");
    private readonly Dictionary<(string Execution, string Step), int> completedBeforeAKill = [];
    private readonly List<DateTimeOffset> readyMoments = [];

    /// <summary>What is wrong; nothing when all went well.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var node = await StartNodeAsync();
        try
        {
            var chains = new List<string>();
            for (var i = 0; i < executions; i++)
            {
                chains.Add(await Api.StartAsync(node.Http, Chain()));
            }

            var delay = await Api.StartAsync(node.Http, Delay());
            for (var kill = 1; kill <= kills; kill++)
            {
                // The first kill falls into the middle of the wait.
                var life = kill == 1 ? DelaySeconds / 2 : random.NextDouble() * LongestLifeSeconds;
                await Task.Delay(TimeSpan.FromSeconds(life), time);
                await RememberCompletedAsync(node, chains);
                await node.KillAsync();
                node.Dispose();
                node = await StartNodeAsync();
                Console.WriteLine(
                    $"kill {kill}: {completedBeforeAKill.Count} of {executions * StepsOfAChain} steps done"
                );
            }

            var ends = await WaitForEndsAsync(node, [.. chains, delay]);
            return [.. ends.SelectMany(e => e.Id == delay ? JudgeDelay(e) : JudgeChain(e))];
        }
        finally
        {
            await node.KillAsync();
            node.Dispose();
        }
    }

    private async Task<ServeProcess> StartNodeAsync()
    {
        var node = await ServeProcess.StartAsync(data, database, time);
        readyMoments.Add(node.ReadyAt);
        return node;
    }

    private string Chain()
    {
        var text = new StringBuilder("name: chain\nsteps:\n");
        for (var i = 1; i <= StepsOfAChain; i++)
        {
            var seconds = (random.NextDouble() * LongestStepSeconds).ToString("0.00", CultureInfo.InvariantCulture);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"""
                  - id: step{i}
                    action: shell
                    depends_on: [{(i == 1 ? "" : $"step{i - 1}")}]
                    params:
                      env: {"{"} LEDGER: '{ledger.Path}' {"}"}
                      command: sleep {seconds}; echo "$BUD_EXECUTION_ID $BUD_STEP_ID $BUD_ATTEMPT" >> "$LEDGER"
                """
            );
        }

        return text.ToString();
    }

    private static string Delay() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            name: delay
            steps:
              - id: wait
                action: delay
                params: { seconds: {{DelaySeconds}} }
            """
        );

    private async Task RememberCompletedAsync(ServeProcess node, IEnumerable<string> chains)
    {
        foreach (var id in chains)
        {
            var execution = await Api.GetAsync(node.Http, id);
            foreach (var step in execution.Steps.Where(s => s.Status == "completed"))
            {
                completedBeforeAKill.TryAdd((id, step.Id), step.Attempt);
            }
        }
    }

    private async Task<IReadOnlyList<ExecutionSeen>> WaitForEndsAsync(ServeProcess node, IReadOnlyList<string> ids)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var seen = new List<ExecutionSeen>();
            foreach (var id in ids)
            {
                seen.Add(await Api.GetAsync(node.Http, id));
            }

            if (seen.TrueForAll(e => e.IsTerminal) || time.GetElapsedTime(began) > Patience)
            {
                return seen;
            }

            await Task.Delay(LookAgainAfter, time);
        }
    }

    private IEnumerable<string> JudgeChain(ExecutionSeen execution)
    {
        if (execution.Status != "completed")
        {
            yield return $"{execution.Id} is {execution.Status}";
        }

        var lines = ledger.Read();
        foreach (var step in execution.Steps)
        {
            var own = lines[(execution.Id, step.Id)].ToArray();
            var name = $"{execution.Id} {step.Id}";
            if (own.Count(line => line.Attempt == step.Attempt) != 1)
            {
                yield return $"{name}: attempt {step.Attempt} completed it, and left {own.Length} lines";
            }

            if (own.Distinct().Count() != own.Length)
            {
                yield return $"{name}: one attempt ran twice";
            }

            if (completedBeforeAKill.TryGetValue((execution.Id, step.Id), out var attempt) && attempt != step.Attempt)
            {
                yield return $"{name}: completed by attempt {attempt}, and later run again by attempt {step.Attempt}";
            }
        }
    }

    /// <summary>It ends at its original time, or as soon as a node was there again after it.</summary>
    private IEnumerable<string> JudgeDelay(ExecutionSeen execution)
    {
        var wait = execution.Steps[0];
        if (execution.Status != "completed" || wait is not { StartedAt: { } start, EndedAt: { } end })
        {
            yield return $"the delay is {execution.Status}";
            yield break;
        }

        var due = start.AddSeconds(DelaySeconds);
        var possible = readyMoments.Where(ready => ready > due && ready <= end).Prepend(due).Max();
        Console.WriteLine($"the delay was due at {due:HH:mm:ss.fff} and ended at {end:HH:mm:ss.fff}");
        if (end < due || end > possible + Slack)
        {
            yield return $"the delay was due at {due:O} and ended at {end:O}";
        }
    }
}
