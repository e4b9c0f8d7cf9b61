using System.Diagnostics;
using System.Diagnostics.Metrics;
using BudPipeline.Journal;

namespace BudPipeline.Server.Observing;

/// <summary>What the edge of a node says about itself to System.Diagnostics.Metrics.</summary>
internal sealed class NodeMeters : IDisposable
{
    public const string MeterName = "BudPipeline.Node";

    private readonly Meter meter;
    private readonly Histogram<double> requestTime;
    private readonly UpDownCounter<long> inProgress;

    public NodeMeters(JournalDatabase database)
    {
        // As the journal's: else two nodes of one process would share their numbers, and lose them with the first that ends.
        meter = new Meter(new MeterOptions(MeterName) { Tags = [new("database", database.Address)] });
        requestTime = meter.CreateHistogram<double>("budpipeline.http.request.duration", "s", "Requests answered");
        inProgress = meter.CreateUpDownCounter<long>(
            "budpipeline.http.requests.inprogress",
            "{request}",
            "Requests under way, streams included"
        );
        meter.CreateObservableGauge(
            "budpipeline.fallback_active",
            () => database.Health.Current.IsHealthy ? 0 : 1,
            description: "1 while the database does not take writes"
        );
    }

    /// <summary>A request has come; dispose what this answers when it is answered.</summary>
    public RequestTimer Begin(HttpContext http)
    {
        inProgress.Add(1);
        return new RequestTimer(this, http, Stopwatch.GetTimestamp());
    }

    public void Dispose() => meter.Dispose();

    /// <summary>A request under way.</summary>
    internal readonly struct RequestTimer(NodeMeters meters, HttpContext http, long began) : IDisposable
    {
        public void Dispose()
        {
            meters.inProgress.Add(-1);

            // The pattern of the route, never the path: ids would make a row each.
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            var tags = new TagList
            {
                { "method", MethodOf(http.Request.Method) },
                { "handler", route is null ? "none" : "/" + route.Trim('/') },
                { "status", http.Response.StatusCode },
            };
            meters.requestTime.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
        }

        private static string MethodOf(string method) =>
            method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" ? method : "other";
    }
}
