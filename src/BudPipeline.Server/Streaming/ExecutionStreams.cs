using System.Runtime.CompilerServices;
using BudPipeline.Actors.Watching;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Streaming;

/// <summary>Where a reader takes a stream up, and what it wants of it.</summary>
/// <param name="After">The last notice it has seen.</param>
/// <param name="Logs">Whether it wants log lines too.</param>
/// <param name="LogsAfter">The number of the last line it has seen; null for lines from now on only.</param>
internal sealed record StreamStart(NoticePosition After, bool Logs, long? LogsAfter);

/// <summary>Opens streams.</summary>
internal sealed class ExecutionStreams(
    ExecutionReader reader,
    ExecutionHistory history,
    ExecutionWatches watches,
    LogStore logs
)
{
    /// <summary>What happens in an execution from this start on.</summary>
    public async IAsyncEnumerable<ExecutionNotice> OpenAsync(
        ExecutionRow row,
        StreamStart start,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        // Whoever subscribes before reading what was misses nothing.
        using var tail = start.Logs ? logs.Tail(row.Id) : null;
        var stream = new ExecutionStream(
            new NoticeFold(await reader.InitialAsync(row, cancellation)),
            watches.Open(row.Id),
            await history.LastSequenceAsync(row.Id),
            start.After,
            new StoredLines(logs, row.Id, start.Logs ? start.LogsAfter : null),
            tail
        );
        await foreach (var notice in stream.ReadAsync(cancellation))
        {
            yield return notice;
        }
    }

    /// <summary>Every notice up to now.</summary>
    public async Task<IReadOnlyList<ExecutionNotice>> PastAsync(ExecutionRow row, CancellationToken cancellation)
    {
        var fold = new NoticeFold(await reader.InitialAsync(row, cancellation));
        List<ExecutionNotice> notices = [];
        await foreach (var watched in history.ReadAsync(row.Id, 0, long.MaxValue, cancellation))
        {
            notices.AddRange(fold.Next(watched.Event));
        }

        return notices;
    }
}
