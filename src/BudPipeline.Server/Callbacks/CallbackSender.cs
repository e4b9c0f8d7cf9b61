using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Api;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Server.Callbacks;

/// <summary>Sends one callback once.</summary>
internal sealed class CallbackSender(IHttpClientFactory clients, ServerOptions options, TimeProvider time)
{
    /// <summary>The name of its client.</summary>
    public const string ClientName = "callbacks";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly byte[]? key =
        options.CallbackSecret.Length == 0 ? null : CallbackSignature.KeyOf(options.CallbackSecret);

    /// <summary>A handler that follows no redirect and keeps no cookies.</summary>
    public static SocketsHttpHandler CreateHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };

    /// <summary>Null when it was taken; else why not, and whether it is worth another try.</summary>
    public async Task<CallbackFailure?> SendAsync(string url, ExecutionState ended, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        using var request = Request(url, ended);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.IsSuccessStatusCode
                ? null
                : new CallbackFailure(
                    $"it answered {(int)answer.StatusCode}",
                    IsFinal: answer.StatusCode == HttpStatusCode.Gone
                );
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CallbackFailure($"it did not answer within {Patience.TotalSeconds} s", IsFinal: false);
        }
        catch (HttpRequestException fault)
        {
            return new CallbackFailure(fault.Message, IsFinal: false);
        }
    }

    private HttpRequestMessage Request(string url, ExecutionState ended)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Document(ended), BudJson.Wire.CallbackDocument);
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        // An execution ends once: its id tells a repeat.
        request.Headers.Add("webhook-id", ended.ExecutionId);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        if (key is not null)
        {
            request.Headers.Add("webhook-signature", CallbackSignature.Of(key, ended.ExecutionId, seconds, body));
        }

        return request;
    }

    private static CallbackDocument Document(ExecutionState ended)
    {
        var execution = ExecutionDocuments.Of(ended, withSteps: false);
        return new CallbackDocument(
            execution.Id,
            execution.Status,
            execution.Outputs,
            execution.Error,
            execution.PipelineId,
            execution.WorkflowName,
            execution.CompletedAt
        );
    }
}

/// <summary>A callback was not taken.</summary>
/// <param name="Reason">Why not.</param>
/// <param name="IsFinal">Whether another try would be in vain.</param>
internal sealed record CallbackFailure(string Reason, bool IsFinal);
