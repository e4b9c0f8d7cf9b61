using System.Net;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Worker.Http;

/// <summary>Sends one HTTP request.</summary>
internal sealed class HttpRequestAction(IHttpClientFactory clients, TimeProvider time) : IAction
{
    /// <summary>The name of its client.</summary>
    public const string ClientName = "http_request";

    public ActionDescriptor Descriptor => HttpRequestDescriptor.About;

    /// <summary>A handler that follows no redirect, keeps no cookies and sees changes of addresses.</summary>
    public static SocketsHttpHandler CreateHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            // The trace context is the pipeline's own, not that of this process.
            ActivityHeadersPropagator = null,
        };

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken cancellation)
    {
        if (context.WithOpenSecrets(out var failure) is not { } open)
        {
            return failure!;
        }

        if (HttpRequestMessages.Create(open, out var problem) is not { } request)
        {
            return ActionOutcome.Failed(new StepError("INVALID_PARAMS", StepError.Business, problem ?? ""));
        }

        var seconds = context.Params.Number("timeout") ?? context.Params.Number("timeout_seconds") ?? 30;
        using (request)
        using (var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token))
        {
            try
            {
                return await SendAsync(request, context.Log, either.Token);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return ActionOutcome.Stopped();
            }
            catch (OperationCanceledException)
            {
                return NoAnswer("HTTP_TIMEOUT", StepError.Timeout, $"no answer from {Target(request)} in {seconds} s");
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return NoAnswer("HTTP_CONNECTION", StepError.Connection, $"{Target(request)}: {Innermost(e).Message}");
            }
        }
    }

    private async Task<ActionOutcome> SendAsync(
        HttpRequestMessage request,
        IStepLog log,
        CancellationToken cancellation
    )
    {
        using var client = clients.CreateClient(ClientName);
        client.Timeout = Timeout.InfiniteTimeSpan;
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var status = (int)response.StatusCode;
        log.Write(StepLogLevel.Info, $"{request.Method} {Target(request)} answered {status}");
        var outputs = await HttpAnswer.ReadAsync(response, cancellation);
        if (outputs is null)
        {
            var tooLarge = $"the answer of {Target(request)} is larger than {HttpAnswer.MaxBody} bytes (1 MiB)";
            var headOnly = MapValue.Of(("status_code", Value.Of(status)));
            return ActionOutcome.Failed(new StepError("RESPONSE_TOO_LARGE", StepError.Business, tooLarge), headOnly);
        }

        return response.IsSuccessStatusCode
            ? ActionOutcome.Completed(outputs)
            : ActionOutcome.Failed(new StepError("HTTP_STATUS", TypeOf(status), Refused(request, response)), outputs);
    }

    private static string TypeOf(int status) => status >= 500 ? StepError.Http5xx : StepError.Application;

    private static string Refused(HttpRequestMessage request, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var hint = status is >= 300 and < 400 ? "; redirects are not followed, use the final URL" : "";
        return $"HTTP {status} {response.ReasonPhrase} from {request.Method} {Target(request)}{hint}";
    }

    private static ActionOutcome NoAnswer(string code, string type, string message) =>
        ActionOutcome.Failed(
            new StepError(code, type, message),
            MapValue.Of(
                ("status_code", Value.Of(0)),
                ("body", Value.Null),
                ("headers", MapValue.Empty),
                ("response_body", Value.Null)
            )
        );

    // Without the query, in which people put keys.
    private static string Target(HttpRequestMessage request) => request.RequestUri!.GetLeftPart(UriPartial.Path);

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
