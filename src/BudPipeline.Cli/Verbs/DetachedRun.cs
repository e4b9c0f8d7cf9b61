using BudPipeline.Cli.Nodes;
using BudPipeline.Client;
using BudPipeline.Client.Executions;

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
        var address = choice.Server ?? await BackgroundServer.EnsureAsync(choice.DataFolder, time, cancellation);
        var execution = await begin(NodeClient.For(address, time), cancellation);
        await Console.Out.WriteLineAsync(execution.Id);
        return ExitCodes.Completed;
    }
}
