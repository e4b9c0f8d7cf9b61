using BudPipeline.Cli.Following;
using BudPipeline.Cli.Nodes;
using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Verbs;

/// <summary>What <c>run</c> and <c>executions watch</c> share: a node, a display, following, and leaving.</summary>
internal static class FollowedRun
{
    /// <param name="choice">Which node.</param>
    /// <param name="asJson">Prints the execution at its end and nothing else on standard output.</param>
    /// <param name="timeout">When to cancel it; null for never.</param>
    /// <param name="time">The clock.</param>
    /// <param name="begin">Gives the execution to follow.</param>
    public static async Task<int> RunAsync(
        NodeChoice choice,
        bool asJson,
        TimeSpan? timeout,
        TimeProvider time,
        Func<NodeLink, CancellationToken, Task<ExecutionDocument>> begin
    )
    {
        using var interrupts = new Interrupts();
        await using var node = new NodeLink(choice, time);
        ExecutionDocument start;
        try
        {
            await node.ConnectAsync(interrupts.First);
            start = await begin(node, interrupts.First);
        }
        catch (OperationCanceledException) when (interrupts.First.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }

        await using var display = Displays.Create(asJson, time);
        var result = await new ExecutionFollower(node, display, interrupts, time).FollowAsync(start, timeout);
        if (result.End is null)
        {
            PrintHowToGoOn(node, start.Id);
            return result.ExitCode;
        }

        if (asJson)
        {
            JsonOutput.Print(result.End);
        }

        await new NodeLeaving(node, interrupts).LeaveAsync(start.Id);
        return result.ExitCode;
    }

    private static void PrintHowToGoOn(NodeLink node, string id) =>
        StandardError.Note(
            node.IsEmbedded
                ? $"{id} is kept; go on with `bud serve --data {node.Choice.DataFolder}` "
                    + $"or `bud executions watch {id} --data {node.Choice.DataFolder}`"
                : $"{id} goes on; see `bud executions watch {id} --server {node.Address}`"
        );
}
