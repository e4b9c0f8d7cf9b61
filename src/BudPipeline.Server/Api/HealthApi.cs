using System.Text.Json.Serialization;
using BudPipeline.Journal;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BudPipeline.Server.Api;

/// <summary>Whether the process lives, and whether it can take work. Neither asks the database anything.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Health").MayBeCalledByAnyone();
        foreach (var path in (string[])["/healthz", "/health"])
        {
            group.MapGet(path, Health).WithSummary("Whether the process lives").Produces<HealthReport>();
        }

        foreach (var path in (string[])["/readyz", "/ready"])
        {
            group
                .MapGet(path, Ready)
                .WithSummary("Whether it can take work: its journal writes and its engine runs")
                .Produces<ReadyReport>()
                .Produces<ReadyReport>(503);
        }
    }

    private static JsonHttpResult<HealthReport> Health(JournalDatabase database) =>
        TypedResults.Json(
            new HealthReport(
                database.Health.Current.IsHealthy ? "healthy" : "degraded",
                "budpipeline",
                BudVersion.Text,
                database.Health.Current.IsHealthy ? "connected" : "disconnected",
                FallbackMode: false
            ),
            HealthJson.Default.HealthReport
        );

    private static JsonHttpResult<ReadyReport> Ready(JournalDatabase database, NodeReadiness node)
    {
        var condition = database.Health.Current;
        var ready = condition.IsHealthy && node.IsReady;
        return TypedResults.Json(
            new ReadyReport(
                ready ? "ready" : "not_ready",
                condition.IsHealthy,
                condition.Reason ?? (node.IsReady ? null : "the engine is starting")
            ),
            HealthJson.Default.ReadyReport,
            statusCode: ready ? 200 : 503
        );
    }
}

internal sealed record HealthReport(string Status, string Service, string Version, string Database, bool FallbackMode);

internal sealed record ReadyReport(string Status, bool DatabaseConnected, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ReadyReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
