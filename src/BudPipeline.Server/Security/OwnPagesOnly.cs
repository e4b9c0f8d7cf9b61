using BudPipeline.Client.Errors;
using BudPipeline.Server.Api;
using BudPipeline.Server.Hosting;
using Microsoft.Net.Http.Headers;

namespace BudPipeline.Server.Security;

/// <summary>
/// Without keys the server trusts whoever reaches it on loopback, and any web page in the user's browser does. So it
/// answers only to a loopback name (or a page could rebind its own name to us), only to pages of its own, and takes only
/// JSON (which no page can send elsewhere without asking first).
/// </summary>
internal static class OwnPagesOnly
{
    public static IApplicationBuilder UseOwnPagesOnly(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                var isOpen = await http.RequestServices.GetRequiredService<Door>().OpenToAsync() is not null;
                await (isOpen && Refusal(http) is { } problem ? problem.ToResult(http).ExecuteAsync(http) : next(http));
            }
        );

    private static Problem? Refusal(HttpContext http)
    {
        var request = http.Request;
        if (!Loopback.Is(request.Host.Host))
        {
            return Problems.Of(421, "WRONG_HOST", $"this server does not answer to the name '{request.Host}'") with
            {
                Param = HeaderNames.Host,
                Hint = "call it localhost or 127.0.0.1; other names need API keys",
            };
        }

        if (ForeignPage(request) is { } page)
        {
            return Problems.Of(403, "FOREIGN_ORIGIN", $"pages of '{page}' may not call this server") with
            {
                Param = HeaderNames.Origin,
                Hint = "call it from its own pages or from a program; other origins need API keys",
            };
        }

        return HasBody(request) && !IsJson(request) ? ProblemAnswers.UnsupportedMediaType(http) : null;
    }

    /// <summary>The page that makes the browser send this, when it is not ours.</summary>
    private static string? ForeignPage(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            // Host and port as the browser sees them, so that a tunnel to another local port works.
            var own = $"{request.Scheme}://{request.Host}";
            return origin.Equals(own, StringComparison.OrdinalIgnoreCase) ? null : origin;
        }

        // A browser that sends no Origin (an image, a link) still says whether another site's page asks.
        return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" && !HttpMethods.IsGet(request.Method)
            ? "another site"
            : null;
    }

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0 || request.ContentType is not null;

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
