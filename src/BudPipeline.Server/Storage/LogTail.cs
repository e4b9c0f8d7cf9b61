using System.Threading.Channels;
using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Storage;

/// <summary>The lines of one execution as they are written. A reader that falls behind is cut, and may come again.</summary>
public sealed class LogTail : IDisposable
{
    private const int LargestLag = 4_000;

    private readonly LogStore store;
    private readonly Channel<LogLine> lines = Channel.CreateBounded<LogLine>(
        new BoundedChannelOptions(LargestLag) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    internal LogTail(LogStore store, string executionId)
    {
        this.store = store;
        ExecutionId = executionId;
    }

    public string ExecutionId { get; }

    /// <summary>Ends when the reader was too slow.</summary>
    public ChannelReader<LogLine> Lines => lines.Reader;

    public void Dispose()
    {
        store.Leave(this);
        lines.Writer.TryComplete();
    }

    internal void Offer(LogLine line)
    {
        if (!lines.Writer.TryWrite(line))
        {
            lines.Writer.TryComplete();
        }
    }
}
