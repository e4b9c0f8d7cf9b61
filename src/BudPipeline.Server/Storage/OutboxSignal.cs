using System.Threading.Channels;

namespace BudPipeline.Server.Storage;

/// <summary>Says that rows of the outbox are about to be written, so that their sender need not look all the time.</summary>
internal sealed class OutboxSignal
{
    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Raise() => raised.Writer.TryWrite(true);

    /// <summary>Waits for the signal; false when it did not come in time.</summary>
    public async Task<bool> WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await raised.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
