using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using BudPipeline.Client;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Bench.Processes;

/// <summary>Executions that wait in a delay, with one more step to come; a tag of their own tells them from others.</summary>
internal sealed class DelayedExecutions(int concurrency, TimeProvider time, CancellationToken cancellation)
{
    private const string Definition = """
        name: bench-recover
        parameters:
          - {name: seconds, type: number, required: true}
        steps:
          - {id: wait, action: delay, params: {seconds: "{{ params.seconds }}"}}
          - {id: next, action: transform, depends_on: [wait], params: {input: {model_id: abc123, ok: true}}}
        """;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentBag<string> ids = [];
    private readonly string tag = string.Create(
        CultureInfo.InvariantCulture,
        $"bench-{time.GetUtcNow().ToUnixTimeMilliseconds()}"
    );

    public async Task StartAsync(BudPipelineClient node, int count, TimeSpan wait)
    {
        var request = new StartEphemeralRequest
        {
            DefinitionText = Definition,
            Params = JsonSerializer.SerializeToElement(
                new Dictionary<string, double>(StringComparer.Ordinal) { ["seconds"] = wait.TotalSeconds },
                BenchJson.Default.DictionaryStringDouble
            ),
            Tags = [tag],
        };
        await ClosedLoop.RunAsync(
            count,
            concurrency,
            async () => ids.Add((await node.RunEphemeralAsync(request, cancellation)).Id),
            time
        );
    }

    /// <summary>From the list: to ask an execution itself would bring it back.</summary>
    public async Task<long> CountAsync(BudPipelineClient node, string? status)
    {
        var query = new ExecutionQuery
        {
            Tags = [tag],
            Status = status,
            Limit = 1,
        };
        return (await node.ListExecutionsAsync(query, cancellation)).Pagination.TotalCount;
    }

    /// <summary>Waits until so many are completed.</summary>
    public async Task EndAsync(BudPipelineClient node, int count, TimeSpan patience)
    {
        var began = time.GetTimestamp();
        while (await CountAsync(node, "completed") is var completed && completed < count)
        {
            if (time.GetElapsedTime(began) > patience)
            {
                throw new VerbFailure(
                    ExitCodes.Failed,
                    $"{completed} executions are completed after {patience.TotalSeconds:0} s, there should be {count}"
                );
            }

            await Task.Delay(LookAgainAfter, time, cancellation);
        }
    }

    /// <summary>
    /// How many milliseconds each was late whose delay ended after <paramref name="moment"/>, in order. Throws unless all
    /// have ended well, once, and no step of them ran twice.
    /// </summary>
    public async Task<double[]> LatenessAsync(BudPipelineClient node, DateTimeOffset moment)
    {
        var late = new ConcurrentBag<double>();
        var left = new ConcurrentQueue<string>(ids);
        await ClosedLoop.RunAsync(
            ids.Count,
            concurrency,
            async () =>
            {
                left.TryDequeue(out var id);
                var execution = await node.GetExecutionAsync(id!, cancellation);
                var (due, ended) = Wait(execution);
                if (due > moment)
                {
                    late.Add((ended - due).TotalMilliseconds);
                }
            },
            time
        );

        // A second end of one of them would be counted too.
        if (await CountAsync(node, status: null) is var all && all != ids.Count)
        {
            throw new VerbFailure(ExitCodes.Failed, $"{all} executions are there, {ids.Count} were started");
        }

        return [.. late.Order()];
    }

    /// <summary>When its delay should have ended, and when it did.</summary>
    private static (DateTimeOffset Due, DateTimeOffset Ended) Wait(ExecutionDocument execution) =>
        execution is { Status: "completed", Steps: { } steps }
        && steps.Values.All(step => step is { Status: "completed", Attempt: 1 })
        && steps["wait"] is { StartedAt: { } started, CompletedAt: { } ended }
            ? (started.AddSeconds(execution.Params.GetProperty("seconds").GetDouble()), ended)
            : throw new VerbFailure(
                ExitCodes.Failed,
                $"{execution.Id} is {execution.Status}, or a step of it did not complete at its first attempt"
            );
}
