using BudPipeline.Cli.Nodes;
using BudPipeline.Client;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud run --detach</c>: leaves an execution to a server and prints its id.</summary>
internal static class DetachedRun
{
    public static async Task<int> StartAsync(
        NodeChoice choice,
        TimeProvider time,
        Func<BudPipelineClient, CancellationToken, Task<ExecutionDocument>> begin,
        CancellationToken cancellation
    )
    {
        var client = choice.Server is { } server
            ? NodeClient.For(server, time)
            : ClientOf(await BackgroundServer.EnsureAsync(choice.DataFolder, time, cancellation), time);
        var execution = await begin(client, cancellation);
        await Console.Out.WriteLineAsync(execution.Id);
        return ExitCodes.Completed;
    }

    private static BudPipelineClient ClientOf(NodeAddress node, TimeProvider time) =>
        NodeClient.For(node.Url, time, node.Token);
}
