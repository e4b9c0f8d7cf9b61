using System.CommandLine;
using BudPipeline.Cli.Following;
using BudPipeline.Cli.Nodes;

namespace BudPipeline.Cli.Verbs;

/// <summary>Gives a verb <c>--server</c> and <c>--data</c> and a node to talk to; one Ctrl-C ends it.</summary>
internal static class NodeVerb
{
    public static Verb On(
        Verb verb,
        TimeProvider time,
        Func<ParseResult, NodeLink, CancellationToken, Task<int>> action
    )
    {
        var options = new NodeOptions();
        options.AddTo(verb);
        verb.SetAction(async result =>
        {
            using var interrupts = new Interrupts();
            await using var node = new NodeLink(options.Read(result), time);
            try
            {
                await node.ConnectAsync(interrupts.First);
                return await action(result, node, interrupts.First);
            }
            catch (OperationCanceledException) when (interrupts.First.IsCancellationRequested)
            {
                return ExitCodes.Cancelled;
            }
        });
        return verb;
    }
}
