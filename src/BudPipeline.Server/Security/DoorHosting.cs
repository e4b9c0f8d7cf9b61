using BudPipeline.Server.Api;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace BudPipeline.Server.Security;

/// <summary>Puts the door into a web application.</summary>
internal static class DoorHosting
{
    public static IServiceCollection AddDoor(this IServiceCollection services, JwtOptions jwt)
    {
        services.AddSingleton<ApiKeysTable>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<AuditTable>();
        services.AddSingleton<Audit>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<Door>();
        services.AddScoped<Caller>();
        services
            .AddAuthentication(CredentialHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CredentialHandler>(CredentialHandler.Scheme, null)
            .AddJwtTokens(jwt);
        return services.AddRoles();
    }

    public static IServiceCollection AddRoles(this IServiceCollection services)
    {
        services.AddAuthorization(options => options.AddRolePolicies());
        services.AddSingleton<IAuthorizationHandler, RoleRequirementHandler>();
        return services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalAnswers>();
    }

    /// <summary>Stands behind routing: who may come in depends on where they want to go.</summary>
    public static void UseDoor(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.UseCaller();
        app.UseAuthorization();
    }

    private static bool IsGuarded(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAuthorizeData>() is not null
        && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    private static void UseCaller(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                if (http.User is GrantedPrincipal { Grant: var grant } && IsGuarded(http.GetEndpoint()))
                {
                    var caller = http.RequestServices.GetRequiredService<Caller>();
                    (caller.Actor, caller.Role, caller.Owner) = (grant.Actor, grant.Role, grant.Owner);
                    if (SpokenFor.Take(http.Request, grant, caller) is { } problem)
                    {
                        return problem.ToResult(http).ExecuteAsync(http);
                    }
                }

                return next(http);
            }
        );
}
