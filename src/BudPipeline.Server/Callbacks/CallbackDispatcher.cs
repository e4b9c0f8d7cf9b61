using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Callbacks;

/// <summary>
/// Sends the callbacks of the outbox, each until it is taken or was tried too often. Whoever is told may be told twice,
/// when a node dies between the answer and the note of it; <c>webhook-id</c> tells the repeat.
/// </summary>
internal sealed partial class CallbackDispatcher(
    OutboxTable outbox,
    OutboxSignal signal,
    ExecutionReader reader,
    CallbackSender sender,
    TimeProvider time,
    ILogger<CallbackDispatcher> logger
) : BackgroundService
{
    // The node sees what is of everyone.
    private static readonly Caller Node = new();

    private const int MostAttempts = 15;
    private const int MostAtOnce = 8;
    private const int BatchSize = 50;

    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    // The signal comes before its rows are committed: they are looked for until they must be there.
    private static readonly TimeSpan[] Looks =
    [
        TimeSpan.FromMilliseconds(20),
        TimeSpan.FromMilliseconds(200),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(5),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var looks = 0;
        while (true)
        {
            var sleep = looks < Looks.Length ? Looks[looks++] : LongestSleep;
            if (await TrySendDueAsync(stoppingToken) is { } next && next < sleep)
            {
                sleep = next;
            }

            looks = await signal.WaitAsync(sleep, time, stoppingToken) ? 0 : looks;
        }
    }

    /// <summary>Sends what is due; how long until the next is, null when none waits or that is not known.</summary>
    private async Task<TimeSpan?> TrySendDueAsync(CancellationToken cancellation)
    {
        try
        {
            var due = await outbox.DueAsync(time.GetUtcNow(), BatchSize);
            var pace = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellation };
            await Parallel.ForEachAsync(due, pace, SendAsync);
            var next = await outbox.NextDueAsync() - time.GetUtcNow();
            return next < TimeSpan.Zero ? TimeSpan.Zero : next;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The rows stay, and are sent when the database is there again.
            LogFault(logger, fault);
            return null;
        }
    }

    private async ValueTask SendAsync(OutboxCallback callback, CancellationToken cancellation)
    {
        var attempt = callback.Attempts + 1;
        var failure = await TellAsync(callback, cancellation);
        if (failure is null)
        {
            await outbox.SentAsync(callback.Id);
        }
        else if (failure.IsFinal || attempt == MostAttempts)
        {
            LogGivenUp(logger, callback.Url, callback.ExecutionId, attempt, failure.Reason);
            await outbox.GiveUpAsync(callback.Id, failure.Reason, time.GetUtcNow());
        }
        else
        {
            LogFailed(logger, callback.ExecutionId, callback.Url, attempt, failure.Reason);
            await outbox.FailedAsync(callback.Id, failure.Reason, time.GetUtcNow() + DelayAfter(attempt));
        }
    }

    /// <summary>Null when it was told, or there is nothing left to tell of.</summary>
    private async Task<CallbackFailure?> TellAsync(OutboxCallback callback, CancellationToken cancellation)
    {
        try
        {
            return await reader.FindAsync(callback.ExecutionId, Node, cancellation) is { } ended
                ? await sender.SendAsync(callback.Url, ended, cancellation)
                : null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // One that cannot be read must not keep the others back.
            return new CallbackFailure($"the execution cannot be read: {fault.Message}", IsFinal: false);
        }
    }

    /// <summary>1 s, 2 s, 4 s, … 10 minutes.</summary>
    private static TimeSpan DelayAfter(int attempt)
    {
        var delay = TimeSpan.FromSeconds(Math.Pow(2, attempt - 1));
        return delay < LongestRetryDelay ? delay : LongestRetryDelay;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "the end of {ExecutionId} was not taken by {Url} (attempt {Attempt}): {Reason}"
    )]
    private static partial void LogFailed(ILogger logger, string executionId, string url, int attempt, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Url} is not told of the end of {ExecutionId}, after {Attempt} attempts: {Reason}"
    )]
    private static partial void LogGivenUp(ILogger logger, string url, string executionId, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "callbacks cannot be sent; they are tried again within a minute")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
