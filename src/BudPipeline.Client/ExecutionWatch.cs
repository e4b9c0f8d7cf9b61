using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;

namespace BudPipeline.Client;

/// <summary>Reads the event stream of one execution and takes it up again where it broke.</summary>
internal sealed class ExecutionWatch(HttpClient http, TimeProvider time, string executionPath, string? lastEventId)
{
    /// <summary>How long a server may stay away before the watch gives up.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    // The server sends a comment every 15 s; three missed ones are a dead connection.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private string? lastId = lastEventId;
    private long? lastLog = lastEventId is null ? 0 : null;
    private long? awaySince;
    private TimeSpan pause = FirstPause;

    public async IAsyncEnumerable<ExecutionNotice> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Exception? broken = null;
            var stream = OpenAsync(cancellation).GetAsyncEnumerator(cancellation);
            await using (stream)
            {
                while (true)
                {
                    try
                    {
                        if (!await stream.MoveNextAsync())
                        {
                            break;
                        }
                    }
                    catch (Exception exception) when (IsBroken(exception, cancellation))
                    {
                        broken = exception;
                        break;
                    }

                    yield return stream.Current;
                    if (NoticeTypes.IsTerminal(stream.Current.Type))
                    {
                        yield break;
                    }
                }
            }

            await PauseAsync(broken, cancellation);
        }
    }

    private async Task PauseAsync(Exception? broken, CancellationToken cancellation)
    {
        awaySince ??= time.GetTimestamp();
        if (broken is not null && time.GetElapsedTime(awaySince.Value) > Patience)
        {
            throw new ServerUnreachableException(http.BaseAddress, broken);
        }

        await Task.Delay(pause, time, cancellation);
        pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }

    private void Heard(CancellationTokenSource silence)
    {
        (awaySince, pause) = (null, FirstPause);
        silence.CancelAfter(Silence);
    }

    private static bool IsBroken(Exception exception, CancellationToken cancellation) =>
        exception
            is HttpRequestException
                or IOException
                or ServerException { StatusCode: HttpStatusCode.ServiceUnavailable }
        || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    private async IAsyncEnumerable<ExecutionNotice> OpenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        using var answer = await SendAsync(either.Token);
        await Answers.EnsureSuccessAsync(answer, either.Token);
        await using var body = new HeardStream(
            await answer.Content.ReadAsStreamAsync(either.Token),
            () => Heard(silence)
        );
        await foreach (var item in SseParser.Create(body).EnumerateAsync(either.Token))
        {
            var notice = JsonSerializer.Deserialize(item.Data, BudJson.Wire.ExecutionNotice);
            if (notice is null)
            {
                continue;
            }

            lastId = notice.Id ?? lastId;
            lastLog = notice.Log?.Sequence ?? lastLog;
            yield return notice;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(CancellationToken cancellation)
    {
        var path = new QueryText($"{executionPath}/events").With(
            "logs_after",
            lastLog?.ToString(CultureInfo.InvariantCulture)
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path.ToString(), UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }
}
