using BudPipeline.Cli.Following;
using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Nodes;

/// <summary>
/// What an embedded node owes others before it goes: executions that other processes started on it meanwhile are let run to
/// their end, and those that somebody else left unfinished are named.
/// </summary>
internal sealed class NodeLeaving(NodeLink node, Interrupts interrupts)
{
    private const int Listed = 100;

    public async Task LeaveAsync(string ownId)
    {
        if (!node.IsEmbedded)
        {
            return;
        }

        var unfinished = await UnfinishedAsync(ownId);
        var left = unfinished.Where(e => e.CreatedAt < node.StartedAt).ToArray();
        if (left.Length > 0)
        {
            var executions = left.Length == 1 ? "execution" : "executions";
            var folder = node.Choice.DataFolder;
            StandardError.Note(
                $"{left.Length} unfinished {executions} in {folder}: resume with `bud serve --data {folder}`"
            );
        }

        try
        {
            await WaitForOthersAsync(ownId);
        }
        catch (OperationCanceledException)
        {
            StandardError.Note("left; whoever follows the others takes them over");
        }
    }

    private async Task WaitForOthersAsync(string ownId)
    {
        while (true)
        {
            var others = (await UnfinishedAsync(ownId)).Where(e => e.CreatedAt >= node.StartedAt).ToArray();
            if (others.Length == 0)
            {
                return;
            }

            StandardError.Note($"{others.Length} started by others still run here; Ctrl-C leaves them");
            await foreach (var notice in node.Client.WatchAsync(others[0].Id, null, interrupts.First))
            {
                if (NoticeTypes.IsTerminal(notice.Type))
                {
                    break;
                }
            }
        }
    }

    private async Task<IEnumerable<ExecutionDocument>> UnfinishedAsync(string ownId)
    {
        var query = new ExecutionQuery { Status = $"{StatusWords.Pending},{StatusWords.Running}", Limit = Listed };
        var page = await node.Client.ListExecutionsAsync(query);
        return page.Executions.Where(e => e.Id != ownId);
    }
}
