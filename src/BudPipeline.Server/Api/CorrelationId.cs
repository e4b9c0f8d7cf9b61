using System.Buffers;

namespace BudPipeline.Server.Api;

/// <summary>The name of a request in logs and answers: the client's own, or one of ours.</summary>
internal static class CorrelationId
{
    public const string Header = "X-Correlation-ID";

    private const int Longest = 128;
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+="
    );

    public static string Of(HttpContext http) => http.TraceIdentifier;

    public static IApplicationBuilder UseCorrelationId(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                var given = http.Request.Headers[Header].ToString();
                if (given.Length is > 0 and <= Longest && !given.AsSpan().ContainsAnyExcept(Allowed))
                {
                    http.TraceIdentifier = given;
                }

                // Late, because the answer to a fault begins with no headers.
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers[Header] = http.TraceIdentifier;
                    return Task.CompletedTask;
                });
                return next(http);
            }
        );
}
