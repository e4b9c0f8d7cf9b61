using System.Runtime.CompilerServices;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Streaming;

/// <summary>The log lines of an execution that are kept already, in order, page by page.</summary>
internal sealed class StoredLines(LogStore logs, string executionId, long? after)
{
    private const int PageSize = 1_000;

    private readonly Queue<LogLine> page = new();
    private bool exhausted = after is null;

    /// <summary>The number of the last line that was given, or read past.</summary>
    public long Last { get; private set; } = after ?? 0;

    /// <summary>Lines that were written up to a moment and have not been given yet.</summary>
    public async IAsyncEnumerable<LogLine> UntilAsync(
        DateTimeOffset moment,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        while (await FillAsync(cancellation) && page.Peek().Timestamp <= moment)
        {
            var line = page.Dequeue();
            Last = line.Sequence;
            yield return line;
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        if (page.Count == 0 && !exhausted)
        {
            var filter = new LogFilter(executionId)
            {
                After = Last,
                Limit = PageSize,
                FromStart = true,
            };
            var lines = await logs.ReadAsync(filter, cancellation);
            exhausted = lines.Count < PageSize;
            foreach (var line in lines)
            {
                page.Enqueue(line);
            }
        }

        return page.Count > 0;
    }
}
