using System.Runtime.CompilerServices;
using BudPipeline.Actors.Watching;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Streaming;

/// <summary>
/// What one reader is told of one execution: what was, notices and log lines by their moments, then what comes. Ends after
/// the notice that ends the execution, or earlier when the reader is too slow: it comes again with the last id it got.
/// </summary>
/// <param name="fold">Turns events into notices.</param>
/// <param name="watch">The events, from the first.</param>
/// <param name="past">The number of the last event that had been written when the reader came.</param>
/// <param name="after">The last notice that the reader has seen.</param>
/// <param name="stored">Log lines that were there when the reader came.</param>
/// <param name="tail">Log lines since; null when the reader wants none.</param>
internal sealed class ExecutionStream(
    NoticeFold fold,
    IAsyncEnumerable<WatchedEvent> watch,
    long past,
    NoticePosition after,
    StoredLines stored,
    LogTail? tail
)
{
    public async IAsyncEnumerable<ExecutionNotice> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var events = watch.GetAsyncEnumerator(leaving.Token);
        await using (events)
        {
            for (var sequence = 0L; sequence < past && await events.MoveNextAsync(); )
            {
                sequence = events.Current.Sequence;
                await foreach (var line in stored.UntilAsync(LinesBefore(events.Current.Event), cancellation))
                {
                    yield return Told(line);
                }

                foreach (var notice in Notices(events.Current))
                {
                    yield return notice;
                }
            }

            await foreach (var line in stored.UntilAsync(DateTimeOffset.MaxValue, cancellation))
            {
                yield return Told(line);
            }

            await foreach (var notice in ComingAsync(events, leaving))
            {
                yield return notice;
            }
        }
    }

    private async IAsyncEnumerable<ExecutionNotice> ComingAsync(
        IAsyncEnumerator<WatchedEvent> events,
        CancellationTokenSource leaving
    )
    {
        var nextEvent = events.MoveNextAsync().AsTask();
        var nextLine = NextLineAsync(leaving.Token);
        try
        {
            while (true)
            {
                await Task.WhenAny(nextEvent, nextLine);

                // Lines first: a step's lines were written before its end was.
                while (tail is not null && tail.Lines.TryRead(out var line))
                {
                    if (line.Sequence > stored.Last)
                    {
                        yield return Told(line);
                    }
                }

                if (nextEvent.IsCompleted)
                {
                    if (!await nextEvent)
                    {
                        yield break;
                    }

                    foreach (var notice in Notices(events.Current))
                    {
                        yield return notice;
                    }

                    nextEvent = events.MoveNextAsync().AsTask();
                }

                if (nextLine.IsCompleted)
                {
                    if (!await nextLine)
                    {
                        yield break;
                    }

                    nextLine = NextLineAsync(leaving.Token);
                }
            }
        }
        finally
        {
            // The reader may leave while an event is awaited; only then may the watch be closed.
            await leaving.CancelAsync();
            await ((Task)nextEvent).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// The moment of the last line that is told before an event. Lines are kept by the millisecond: of those in the event's
    /// own one, a step's end has its lines before it, anything else begins what they belong to.
    /// </summary>
    private static DateTimeOffset LinesBefore(ExecutionEvent e) =>
        e is StepsFinished or StepsRetrying or ExecutionFinished
            ? e.At
            : Moments.FromColumn(e.At.ToColumn()) - TimeSpan.FromMilliseconds(1);

    private Task<bool> NextLineAsync(CancellationToken cancellation) =>
        tail is null ? new TaskCompletionSource<bool>().Task : tail.Lines.WaitToReadAsync(cancellation).AsTask();

    private IEnumerable<ExecutionNotice> Notices(WatchedEvent watched)
    {
        if (watched.Sequence < after.Sequence)
        {
            fold.Pass(watched.Event);
            return [];
        }

        return fold.Next(watched.Event).Where((_, index) => new NoticePosition(watched.Sequence, index) > after);
    }

    private ExecutionNotice Told(LogLine line) =>
        new()
        {
            ExecutionId = fold.ExecutionId,
            Type = NoticeTypes.Log,
            Timestamp = line.Timestamp,
            Log = line,
        };
}
