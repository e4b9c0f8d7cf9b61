using System.Globalization;
using System.Text;
using System.Text.Json;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;

namespace BudPipeline.Server.Streaming;

/// <summary>
/// Notices as server-sent events: each notice's id where it has one, and a comment whenever the stream has been silent for
/// <see cref="Silence"/>, so that both ends notice a dead connection.
/// </summary>
internal sealed class SseAnswer(IAsyncEnumerable<ExecutionNotice> notices, TimeProvider time) : IResult
{
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private static readonly byte[] Opening = "retry: 1000\n\n"u8.ToArray();
    private static readonly byte[] Comment = ": still there\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await response.Body.WriteAsync(Opening, ending.Token);
            await response.Body.FlushAsync(ending.Token);
            await WriteAllAsync(response.Body, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader left, or the server stops: the reader resumes where it was.
        }
    }

    private async Task WriteAllAsync(Stream body, CancellationToken cancellation)
    {
        await using var reader = notices.GetAsyncEnumerator(cancellation);
        while (true)
        {
            var next = reader.MoveNextAsync().AsTask();
            if (!next.IsCompleted)
            {
                await body.FlushAsync(cancellation);
                await KeepAliveAsync(next, body, cancellation);
            }

            if (!await next)
            {
                await body.FlushAsync(cancellation);
                return;
            }

            await body.WriteAsync(Frame(reader.Current), cancellation);
        }
    }

    private async Task KeepAliveAsync(Task next, Stream body, CancellationToken cancellation)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        while (await Task.WhenAny(next, Task.Delay(Silence, time, waiting.Token)) != next)
        {
            if (cancellation.IsCancellationRequested)
            {
                // The notices end by the same token; they cannot be closed while one is awaited.
                return;
            }

            await body.WriteAsync(Comment, cancellation);
            await body.FlushAsync(cancellation);
        }

        await waiting.CancelAsync();
    }

    private static byte[] Frame(ExecutionNotice notice)
    {
        var text = new StringBuilder();
        if (notice.Id is { } id)
        {
            text.Append(CultureInfo.InvariantCulture, $"id: {id}\n");
        }

        var data = JsonSerializer.Serialize(notice, BudJson.Wire.ExecutionNotice);
        text.Append(CultureInfo.InvariantCulture, $"event: {notice.Type}\ndata: {data}\n\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
