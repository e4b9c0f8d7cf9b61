using System.Collections.Concurrent;
using System.Threading.Channels;

namespace BudPipeline.Actors.Tests.House;

/// <summary>Things that happen, for a test to wait for.</summary>
internal sealed class Arrivals<T>
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Channel<T> channel = Channel.CreateUnbounded<T>();
    private readonly ConcurrentQueue<T> all = new();

    /// <summary>Everything so far.</summary>
    public IReadOnlyCollection<T> All => all;

    public void Add(T item)
    {
        all.Enqueue(item);
        channel.Writer.TryWrite(item);
    }

    /// <summary>The next one that nobody took yet.</summary>
    public async Task<T> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await channel.Reader.ReadAsync(patience.Token);
    }
}
