using System.Diagnostics;
using System.Runtime;
using BudPipeline.Cli.Nodes;
using BudPipeline.Client;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Cli.Bench;

/// <summary>What is run, and how many at a time.</summary>
internal sealed record Load(Workload Workload, int Count, int Concurrency, bool ViaHttp);

/// <summary>Runs a workload on a node of this process, and looks whether all of it is there.</summary>
internal sealed class ClosedLoopRun(Load load, BudNode node, string database, TimeProvider time)
{
    private const int Samples = 5;
    private const int FewMethods = 10;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    public async Task<ClosedLoopReport> RunAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        IBenchEntry entry = load.ViaHttp
            ? new HttpEntry(http, node.Url, load.Workload)
            : new RegionEntry(node.Executions, load.Workload);
        var client = NodeClient.For(node.Url, time, node.Token);
        var before = await CompletedAsync(client, cancellation);
        await ClosedLoop.RunAsync(load.Workload.WarmUp, load.Concurrency, () => entry.RunAsync(cancellation), time);
        await CompiledAsync(cancellation);

        var processorBefore = Environment.CpuUsage.TotalTime;
        var figures = await ClosedLoop.RunAsync(
            load.Count,
            load.Concurrency,
            () => load.Workload.OnlyStart ? entry.StartAsync(cancellation) : entry.RunAsync(cancellation),
            time
        );
        var processor = Environment.CpuUsage.TotalTime - processorBefore;
        var steps = (double)figures.Count * load.Workload.Steps;
        await VerifyAsync(client, before + load.Workload.WarmUp + load.Count, cancellation);
        return new ClosedLoopReport
        {
            Workload = load.Workload.Name,
            Via = load.ViaHttp ? "http" : "region",
            Database = database,
            Count = figures.Count,
            Concurrency = load.Concurrency,
            ExecutionsPerS = Math.Round(figures.PerSecond, 1),
            StepsPerS = Math.Round(figures.PerSecond * load.Workload.Steps, 0),
            UsPerStep = Math.Round(figures.Elapsed.TotalMicroseconds / steps, 1),
            CpuUsPerStep = Math.Round(processor.TotalMicroseconds / steps, 1),
            P50Ms = Math.Round(figures.P50, 2),
            P99Ms = Math.Round(figures.P99, 2),
            Cpu = Math.Round(processor / figures.Elapsed, 2),
        };
    }

    /// <summary>The compiler has worked off what the warm-up made hot: how fast the engine is, not how fast it compiles.</summary>
    private async Task CompiledAsync(CancellationToken cancellation)
    {
        long before;
        do
        {
            before = JitInfo.GetCompiledMethodCount();
            await Task.Delay(Quiet, time, cancellation);
        } while (JitInfo.GetCompiledMethodCount() - before > FewMethods);
    }

    /// <summary>Every execution is in the list as completed, and some of them have the right outputs.</summary>
    private async Task VerifyAsync(BudPipelineClient client, long expected, CancellationToken cancellation)
    {
        long found;
        while ((found = await CompletedAsync(client, cancellation)) < expected && load.Workload.OnlyStart)
        {
            // Only their start was waited for.
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }

        if (found != expected)
        {
            throw new VerbFailure(ExitCodes.Failed, $"{found} executions are completed, there should be {expected}");
        }

        var sample = await client.ListExecutionsAsync(Completed() with { Limit = Samples }, cancellation);
        foreach (var listed in sample.Executions)
        {
            var execution = await client.GetExecutionAsync(listed.Id, cancellation);
            if (execution.Steps is not { } steps || steps.Count != load.Workload.Steps || !steps.Values.All(IsRight))
            {
                throw new VerbFailure(ExitCodes.Failed, $"{listed.Id} does not have the outputs that it should have");
            }
        }
    }

    private static bool IsRight(StepDocument step) =>
        step.Status == "completed"
        && step.Outputs.TryGetProperty("result", out var result)
        && result.TryGetProperty("model_id", out var model)
        && model.GetString() == "abc123"
        && result.GetProperty("ok").GetBoolean();

    private async Task<long> CompletedAsync(BudPipelineClient client, CancellationToken cancellation) =>
        (await client.ListExecutionsAsync(Completed() with { Limit = 1 }, cancellation)).Pagination.TotalCount;

    private ExecutionQuery Completed() => new() { Pipeline = PipelineOf(load.Workload), Status = "completed" };

    private static string PipelineOf(Workload workload) => workload.Definition.Split('\n')[0]["name: ".Length..];
}
