using System.Data.Common;
using System.Threading.Channels;
using BudPipeline.Journal;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Security;

/// <summary>
/// Takes entries of the audit and writes them in batches within <see cref="FlushWithin"/>: a mutation never waits for its
/// entry. What a kill loses is bounded by that; while the database is away entries wait, up to a number.
/// </summary>
internal sealed partial class Audit : IAsyncDisposable
{
    public static readonly TimeSpan FlushWithin = TimeSpan.FromMilliseconds(200);

    private const int LargestBatch = 500;
    private const int MostWaiting = 100_000;
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private readonly AuditTable table;
    private readonly TimeProvider time;
    private readonly ILogger<Audit> logger;
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<Entry> queue = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true }
    );
    private readonly Task writing;

    public Audit(AuditTable table, TimeProvider time, ILogger<Audit> logger)
    {
        this.table = table;
        this.time = time;
        this.logger = logger;
        writing = Task.Run(WriteBatchesAsync);
    }

    public void Add(AuditRow row)
    {
        if (!queue.Writer.TryWrite(new Entry(row, null)))
        {
            LogLost(logger, row.Actor, row.Action, row.Target);
        }
    }

    /// <summary>Ends once every entry so far is written.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await queue.Writer.WriteAsync(new Entry(null, written), cancellation);
        await written.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        stop.CancelAfter(TryAgainAfter);
        await writing;
        stop.Dispose();
    }

    private async Task WriteBatchesAsync()
    {
        List<AuditRow> rows = [];
        List<TaskCompletionSource> waiting = [];
        while (await queue.Reader.WaitToReadAsync())
        {
            await GatherAsync(rows, waiting);
            await WriteAsync(rows);
            rows.Clear();
            waiting.ForEach(one => one.SetResult());
            waiting.Clear();
        }
    }

    /// <summary>Takes what is there, then what comes until the time is up, the batch is full or somebody waits.</summary>
    private async Task GatherAsync(List<AuditRow> rows, List<TaskCompletionSource> waiting)
    {
        using var patience = new CancellationTokenSource(FlushWithin, time);
        do
        {
            while (rows.Count < LargestBatch && queue.Reader.TryRead(out var entry))
            {
                if (entry.Row is { } row)
                {
                    rows.Add(row);
                }
                else
                {
                    waiting.Add(entry.Written!);
                }
            }
        } while (waiting.Count == 0 && rows.Count < LargestBatch && await MoreComesAsync(patience.Token));
    }

    private async Task<bool> MoreComesAsync(CancellationToken patience)
    {
        try
        {
            return await queue.Reader.WaitToReadAsync(patience);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Until it is written, or the node stops.</summary>
    private async Task WriteAsync(List<AuditRow> rows)
    {
        while (rows.Count > 0)
        {
            try
            {
                await table.AddAsync(rows);
                return;
            }
            catch (Exception exception)
                when (exception is DbException or JournalWriteException or TimeoutException or ObjectDisposedException)
            {
                LogUnwritten(logger, exception, rows.Count);
                if (stop.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(TryAgainAfter, time, stop.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The audit is full; this is all there is of {Actor} {Action} {Target}"
    )]
    private static partial void LogLost(ILogger logger, string actor, string action, string? target);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} entries of the audit cannot be written yet")]
    private static partial void LogUnwritten(ILogger logger, Exception exception, int count);

    /// <summary>An entry to write, or somebody who waits until everything before is written.</summary>
    private readonly record struct Entry(AuditRow? Row, TaskCompletionSource? Written);
}
