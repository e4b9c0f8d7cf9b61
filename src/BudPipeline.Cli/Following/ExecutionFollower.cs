using BudPipeline.Cli.LiveView;
using BudPipeline.Cli.Nodes;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Following;

/// <summary>How following an execution ended.</summary>
/// <param name="End">The execution at its end; null when the user left before.</param>
/// <param name="ExitCode">What the shell is told.</param>
internal sealed record FollowResult(ExecutionDocument? End, int ExitCode);

/// <summary>
/// Follows one execution to its end on whatever node runs it: when a node on the same data folder goes away, the execution is
/// looked for again, and if nobody else runs it, this process does.
/// </summary>
internal sealed class ExecutionFollower(NodeLink node, IRunDisplay display, Interrupts interrupts, TimeProvider time)
{
    private bool isOutOfTime;

    public async Task<FollowResult> FollowAsync(ExecutionDocument start, TimeSpan? timeout)
    {
        display.Begin(start);
        using var followed = CancellationTokenSource.CreateLinkedTokenSource(interrupts.Second);
        var stopping = StopWhenAskedAsync(start.Id, timeout, followed.Token);
        try
        {
            await WatchAsync(start.Id, followed.Token);
            var end = await node.Client.GetExecutionAsync(start.Id, followed.Token);
            await display.EndAsync(end, await BrokenLogsAsync(end, followed.Token));
            var wasStoppedByTimeout = isOutOfTime && end.Status == StatusWords.Cancelled;
            return new(end, wasStoppedByTimeout ? ExitCodes.TimedOut : ExitCodes.Of(end.Status));
        }
        catch (OperationCanceledException) when (interrupts.Second.IsCancellationRequested)
        {
            return new(null, ExitCodes.Cancelled);
        }
        finally
        {
            await followed.CancelAsync();
            await stopping;
        }
    }

    private async Task WatchAsync(string id, CancellationToken cancellation)
    {
        string? lastId = null;
        while (true)
        {
            using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var lost = CancelWhenLostAsync(watch.CancelAsync, watch.Token);
            try
            {
                await foreach (var notice in node.Client.WatchAsync(id, lastId, watch.Token))
                {
                    lastId = notice.Id ?? lastId;
                    display.Show(notice);
                }

                return;
            }
            catch (Exception broken) when (IsLost(broken, cancellation) && node.CanReconnect)
            {
                display.Note("the node went away; looking for another one");
                await node.ConnectAsync(cancellation);
            }
            finally
            {
                await watch.CancelAsync();
                await lost;
            }
        }
    }

    private static bool IsLost(Exception exception, CancellationToken cancellation) =>
        exception is ServerUnreachableException
        || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    private async Task CancelWhenLostAsync(Func<Task> cancelWatch, CancellationToken watchEnded)
    {
        if (await node.IsLostAsync(watchEnded))
        {
            await cancelWatch();
        }
    }

    /// <summary>Asks the execution to cancel at the first Ctrl-C, or when its time is up.</summary>
    private async Task StopWhenAskedAsync(string id, TimeSpan? timeout, CancellationToken cancellation)
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(interrupts.First, cancellation);
        await Task.Delay(timeout ?? Timeout.InfiniteTimeSpan, time, asked.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellation.IsCancellationRequested)
        {
            return;
        }

        isOutOfTime = !interrupts.First.IsCancellationRequested;
        display.Note(isOutOfTime ? "out of time: cancelling" : "cancelling; Ctrl-C once more leaves at once");
        try
        {
            await node.Client.CancelAsync(id, isOutOfTime ? "--timeout ran out" : "interrupted", cancellation);
        }
        catch (Exception exception) when (exception is BudApiException or ServerUnreachableException)
        {
            display.Note($"it could not be cancelled: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            // It ended, or the user left, before the server answered.
        }
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<LogLine>>> BrokenLogsAsync(
        ExecutionDocument end,
        CancellationToken cancellation
    )
    {
        var logs = new Dictionary<string, IReadOnlyList<LogLine>>(StringComparer.Ordinal);
        foreach (var step in end.Steps?.Values ?? [])
        {
            if (step.Status is StepWords.Failed or StepWords.Timeout)
            {
                var page = await node.Client.GetLogsAsync(end.Id, new LogQuery { Step = step.Id }, cancellation);
                logs.Add(step.Id, page.Logs);
            }
        }

        return logs;
    }
}
