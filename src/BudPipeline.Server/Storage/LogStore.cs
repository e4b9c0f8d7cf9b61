using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Actions;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Server.Storage;

/// <summary>
/// Log lines of steps: numbered at once, shown at once to whoever tails, and written in batches within
/// <see cref="FlushWithin"/>. What a kill loses is bounded by that.
/// </summary>
public sealed partial class LogStore : IStepLogs, IAsyncDisposable
{
    /// <summary>How long a line may wait for others before all are written.</summary>
    public static readonly TimeSpan FlushWithin = TimeSpan.FromMilliseconds(200);

    /// <summary>A longer line is cut here, in UTF-16 units.</summary>
    public const int LongestLine = 32 * 1024;

    private const int LargestBatch = 2_000;
    private const long LargestQueue = 32 << 20; // bytes

    private readonly LogsTable table;
    private readonly TimeProvider time;
    private readonly ILogger<LogStore> logger;
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<LogTail>> tails = new(StringComparer.Ordinal);
    private readonly Channel<Entry> queue = Channel.CreateUnbounded<Entry>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Task writing;
    private long lastSequence;
    private long queuedBytes;

    internal LogStore(LogsTable table, TimeProvider time, ILogger<LogStore> logger)
    {
        this.table = table;
        this.time = time;
        this.logger = logger;
        lastSequence = table.LastSequence();
        writing = Task.Run(WriteBatchesAsync);
    }

    /// <inheritdoc/>
    public IStepLog Open(AttemptKey attempt, string stepId) => new AttemptLog(this, attempt, stepId);

    /// <summary>Lines that are kept, once everything said so far is.</summary>
    public async Task<IReadOnlyList<LogLine>> ReadAsync(LogFilter filter, CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        return await table.ReadAsync(filter, cancellation);
    }

    /// <summary>Lines of an execution from now on; dispose it to stop.</summary>
    public LogTail Tail(string executionId)
    {
        var tail = new LogTail(this, executionId);
        lock (gate)
        {
            tails.AddOrUpdate(executionId, _ => [tail], (_, others) => others.Add(tail));
        }

        return tail;
    }

    /// <summary>Ends once every line said so far is written.</summary>
    public Task FlushAsync(CancellationToken cancellation)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return queue.Writer.TryWrite(new Entry(null, written)) ? written.Task.WaitAsync(cancellation) : writing;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writing;
        table.Dispose();
    }

    internal void Leave(LogTail tail)
    {
        lock (gate)
        {
            if (tails.TryGetValue(tail.ExecutionId, out var all))
            {
                var rest = all.Remove(tail);
                if (rest.IsEmpty)
                {
                    tails.TryRemove(tail.ExecutionId, out _);
                }
                else
                {
                    tails[tail.ExecutionId] = rest;
                }
            }
        }
    }

    /// <summary>False when lines come faster than the disk takes them: they are dropped, never the node's memory filled.</summary>
    private bool TryWrite(AttemptKey attempt, string stepId, StepLogLevel level, string message)
    {
        var text = message.Length <= LongestLine ? message : message[..LongestLine];

        // Number and order agree for every reader, so a reader may resume after the last number it saw.
        lock (gate)
        {
            if (queuedBytes >= LargestQueue)
            {
                return false;
            }

            var line = new LogEntry(
                ++lastSequence,
                attempt.ExecutionId,
                stepId,
                attempt.Attempt,
                level,
                time.GetUtcNow(),
                text
            );
            if (queue.Writer.TryWrite(new Entry(line, null)))
            {
                queuedBytes += line.Bytes;
                if (tails.TryGetValue(attempt.ExecutionId, out var readers))
                {
                    foreach (var reader in readers)
                    {
                        reader.Offer(line.ToWire());
                    }
                }
            }

            return true;
        }
    }

    private async Task WriteBatchesAsync()
    {
        List<LogEntry> lines = [];
        List<TaskCompletionSource> waiting = [];
        while (await queue.Reader.WaitToReadAsync())
        {
            await GatherAsync(lines, waiting);
            if (lines.Count > 0)
            {
                Keep(lines);
                lock (gate)
                {
                    queuedBytes -= lines.Sum(line => line.Bytes);
                }

                lines.Clear();
            }

            waiting.ForEach(one => one.SetResult());
            waiting.Clear();
        }
    }

    private void Keep(List<LogEntry> lines)
    {
        try
        {
            table.Add(lines);
        }
        catch (SqliteException exception)
        {
            // A full disk costs log lines, not executions.
            LogLost(logger, exception, lines.Count);
        }
    }

    /// <summary>Takes what is there, then what comes until the time is up, the batch is full or somebody waits.</summary>
    private async Task GatherAsync(List<LogEntry> lines, List<TaskCompletionSource> waiting)
    {
        using var patience = new CancellationTokenSource(FlushWithin, time);
        do
        {
            while (lines.Count < LargestBatch && queue.Reader.TryRead(out var entry))
            {
                if (entry.Line is { } line)
                {
                    lines.Add(line);
                }
                else
                {
                    waiting.Add(entry.Written!);
                }
            }
        } while (waiting.Count == 0 && lines.Count < LargestBatch && await MoreComesAsync(patience.Token));
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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} log lines of steps are lost")]
    private static partial void LogLost(ILogger logger, Exception exception, int count);

    /// <summary>A line to write, or somebody who waits until everything before is written.</summary>
    private readonly record struct Entry(LogEntry? Line, TaskCompletionSource? Written);

    private sealed class AttemptLog(LogStore store, AttemptKey attempt, string stepId) : IStepLog
    {
        private int dropped;

        public void Write(StepLogLevel level, string message)
        {
            var lost = Interlocked.Exchange(ref dropped, 0);
            if (lost > 0 && !store.TryWrite(attempt, stepId, StepLogLevel.Warning, $"({lost} lines were dropped)"))
            {
                Interlocked.Add(ref dropped, lost + 1);
            }
            else if (!store.TryWrite(attempt, stepId, level, message))
            {
                Interlocked.Increment(ref dropped);
            }
        }
    }
}
