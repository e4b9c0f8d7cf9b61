using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Worker.Http;

/// <summary>Reads the parameters of an <c>http_request</c> step into a request.</summary>
internal static class HttpRequestMessages
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>The request, or null and what is wrong with the parameters.</summary>
    public static HttpRequestMessage? Create(ActionContext context, out string? problem)
    {
        var given = context.Params;
        var url = given.Text("url")?.Trim() ?? "";
        var method = (given.Text("method") ?? "GET").ToUpperInvariant();
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            problem = $"parameter 'url' must be an address that starts with http:// or https://, not '{url}'";
            return null;
        }

        if (!Methods.Contains(method, StringComparer.Ordinal))
        {
            problem = $"parameter 'method' must be one of {string.Join(", ", Methods)}, not '{method}'";
            return null;
        }

        var request = new HttpRequestMessage(new HttpMethod(method), uri)
        {
            Version = HttpVersion.Version11,
            // Over TLS the server may choose HTTP/2.
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Content = method is "POST" or "PUT" or "PATCH" ? ContentOf(context) : null,
        };
        problem = AddHeaders(request, given["headers"]);
        if (context.Traceparent is { } trace && !request.Headers.Contains("traceparent"))
        {
            request.Headers.TryAddWithoutValidation("traceparent", trace);
        }

        if (problem is null)
        {
            return request;
        }

        request.Dispose();
        return null;
    }

    private static string? AddHeaders(HttpRequestMessage request, Value given)
    {
        if (given.IsNullOrUndefined)
        {
            return null;
        }

        if (given is not MapValue headers)
        {
            return "parameter 'headers' must be a map of names and values";
        }

        foreach (var (name, value) in headers.Entries)
        {
            var text = ActionParams.TextOf(value);
            var isOfContent = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);
            if (text.AsSpan().ContainsAny('\r', '\n'))
            {
                return $"parameter 'headers': the value of '{name}' has a line end in it";
            }

            if (isOfContent && request.Content is null)
            {
                continue;
            }

            var target = isOfContent ? request.Content!.Headers : (HttpHeaders)request.Headers;
            try
            {
                target.Remove(name);
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException)
            {
                return $"parameter 'headers': '{name}' is no name of a request header";
            }

            target.TryAddWithoutValidation(name, text);
        }

        return null;
    }

    private static StringContent? ContentOf(ActionContext context)
    {
        var body = context.Params["body"];
        if (context.Params.Flag("include_metadata") && (body is MapValue || body.IsNullOrUndefined))
        {
            body = WithMetadata(body as MapValue ?? MapValue.Empty, context);
        }

        return body switch
        {
            { IsNullOrUndefined: true } or StringValue { Content: "" } or MapValue { Count: 0 } => null,
            StringValue text => new StringContent(text.Content, Encoding.UTF8, TypeOf(text.Content)),
            _ => new StringContent(ValueJson.ToText(body), Encoding.UTF8, "application/json"),
        };
    }

    private static MapValue WithMetadata(MapValue body, ActionContext context) =>
        body.With(
            MapValue.Of(
                (
                    "_workflow_metadata",
                    MapValue.Of(
                        ("execution_id", Value.Of(context.Attempt.ExecutionId)),
                        ("step_id", Value.Of(context.StepId))
                    )
                )
            )
        );

    private static string TypeOf(string text)
    {
        try
        {
            return ValueJson.Parse(text) is MapValue or ListValue ? "application/json" : "text/plain";
        }
        catch (JsonException)
        {
            return "text/plain";
        }
    }
}
