using BudPipeline.Client.Errors;
using BudPipeline.Server.Observing;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>All routes. Each group is served at <c>/api/v1/…</c> and, for the user's own clients, at <c>/…</c>.</summary>
internal static class Routes
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/api/v1", ""])
        {
            var group = routes.MapGroup(prefix);
            group.MapPipelines();
            group.MapPipelineVersions();
            group.MapPipelineTransfer();
            group.MapExecutions();
            group.MapSignals();
            group.MapExecutionBulk();
            group.MapExecutionEvents();
            group.MapDefinitions();
            group.MapActions();
            group.MapKeys();
            group.MapAudit();
        }

        routes.MapHealth();
        routes.MapMetrics();
        routes.MapDocs();
    }

    /// <summary>Lets a request bring this much at most, where it has little to say.</summary>
    public static RouteHandlerBuilder TakesAtMost(this RouteHandlerBuilder route, int bytes) =>
        route.WithMetadata(new RequestSizeLimitAttribute(bytes));

    /// <summary>Says in the OpenAPI document which errors a route answers with.</summary>
    public static RouteHandlerBuilder ProducesProblems(
        this RouteHandlerBuilder route,
        params ReadOnlySpan<int> statuses
    )
    {
        foreach (var status in statuses)
        {
            route.Produces<Problem>(status, Problems.ContentType);
        }

        return route;
    }
}
