using System.Security.Claims;
using BudPipeline.Client.Errors;
using BudPipeline.Server.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace BudPipeline.Server.Security;

/// <summary>Answers those whom the door does not let in.</summary>
internal sealed class RefusalAnswers : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext http,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        // What no route takes (404, 405, 415) is told to everyone: there is nothing behind it.
        if (authorizeResult.Succeeded || http.GetEndpoint() is not RouteEndpoint)
        {
            return next(http);
        }

        return (http.User is GrantedPrincipal known ? Forbidden(known, policy) : Unauthorized(http))
            .ToResult(http)
            .ExecuteAsync(http);
    }

    private static Problem Unauthorized(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"budpipeline\"";
        var fault = http.Features.Get<CredentialFault>()?.Reason ?? "the request does not say who sends it";
        return Problems.Of(401, "UNAUTHORIZED", fault) with
        {
            Param = "Authorization",
            Hint = "send Authorization: Bearer KEY or X-API-Key: KEY; `bud keys create` makes one",
        };
    }

    private static Problem Forbidden(GrantedPrincipal known, AuthorizationPolicy policy)
    {
        var (actor, role) = (known.FindFirstValue(ClaimTypes.Name), known.Grant.Role.Word());
        return policy.Requirements.OfType<RoleRequirement>().FirstOrDefault() is { } needed
            ? Problems.Of(403, "FORBIDDEN", $"this needs the role {needed.Role.Word()}; {actor} has {role}") with
            {
                Hint =
                    $"use a key of the role {needed.Role.Word()}: `bud keys create NAME --role {needed.Role.Word()}`",
            }
            : Problems.Of(403, "FORBIDDEN", "this endpoint says of nobody that they may call it") with
            {
                Hint = "this is a fault of the server: report it",
            };
    }
}
