namespace BudPipeline.Server.Security;

/// <summary>
/// Tells browsers what they must not do with an answer: guess its type, show it in a frame of another page, keep it, or run
/// what stands in it. Pages of our own may run their own scripts.
/// </summary>
internal static class SecurityHeaders
{
    private const string ForData = "default-src 'none'; frame-ancestors 'none'";
    private const string ForPages = "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                // Late, because the answer to a fault begins with no headers.
                http.Response.OnStarting(Add, http.Response);
                return next(http);
            }
        );

    private static Task Add(object state)
    {
        var response = (HttpResponse)state;
        var headers = response.Headers;
        var isPage = response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = isPage ? ForPages : ForData;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }
}
