using System.Diagnostics;

namespace BudPipeline.Server.Observing;

/// <summary>The trace that an execution belongs to.</summary>
internal static class RequestTrace
{
    /// <summary>The request's own span where spans are kept, else the one that the caller sent; null for none or a wrong one.</summary>
    public static string? Of(HttpContext http)
    {
        // Without a listener the span of a request has no source, and nobody would ever see it.
        if (Activity.Current is { Recorded: true, Source.Name.Length: > 0 } span)
        {
            return span.Id;
        }

        var sent = http.Request.Headers.TraceParent.ToString();
        return ActivityContext.TryParse(sent, traceState: null, out _) ? sent : null;
    }
}
