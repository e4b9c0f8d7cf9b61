using BudPipeline.Server.Api;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Diagnostics;

namespace BudPipeline.Server.Security;

/// <summary>Says of an endpoint that what it does is written into the audit, and under which name.</summary>
internal sealed record AuditedAction(string Name);

/// <summary>What a mutation has made or changed; its entry is written.</summary>
internal sealed record AuditedThing(string Id);

/// <summary>Writes down every mutation, also those that were refused to somebody known.</summary>
internal static class Auditing
{
    /// <summary>An entry a call, under this name.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AuditedAction(action));

    /// <summary>Writes at once that this thing was made: its answer may wait for long.</summary>
    public static void Made(this HttpContext http, string id) => http.Did(id, StatusCodes.Status201Created);

    /// <summary>Writes at once what was done to this thing; a request that is about many has an entry for each.</summary>
    public static void Did(this HttpContext http, string id, int status)
    {
        http.Features.Set(new AuditedThing(id));
        Write(http, id, status);
    }

    /// <summary>Stands around the answers to problems, so that it sees what they say.</summary>
    public static void UseAuditing(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                await next(http);
                if (http.Features.Get<AuditedThing>() is null)
                {
                    Write(http, TargetOf(http), http.Response.StatusCode);
                }
            }
        );

    private static void Write(HttpContext http, string? target, int status)
    {
        if (ActionOf(http) is not { } action || http.User is not GrantedPrincipal { Grant: var grant })
        {
            return;
        }

        var services = http.RequestServices;
        services
            .GetRequiredService<Audit>()
            .Add(
                new AuditRow
                {
                    At = services.GetRequiredService<TimeProvider>().GetUtcNow().ToColumn(),
                    Actor = grant.Actor,
                    Owner = services.GetRequiredService<Caller>().Owner,
                    Action = action,
                    Target = target,
                    Outcome =
                        status < 400 ? "done"
                        : status < 500 ? "refused"
                        : "failed",
                    Status = status,
                    Code = http.Features.Get<AnsweredProblem>()?.Code,
                    CorrelationId = CorrelationId.Of(http),
                    Address = http.Connection.RemoteIpAddress?.ToString(),
                }
            );
    }

    // The handler of faults takes endpoint and route away, and keeps them for whoever asks.
    private static string? ActionOf(HttpContext http) =>
        (http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint)
            ?.Metadata.GetMetadata<AuditedAction>()
            ?.Name;

    private static string? TargetOf(HttpContext http) =>
        (http.Features.Get<IExceptionHandlerFeature>()?.RouteValues ?? http.Request.RouteValues)["id"] as string;
}
