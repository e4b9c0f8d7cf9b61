using BudPipeline.Client.Errors;
using BudPipeline.Server.Api;
using Microsoft.AspNetCore.Authorization;

namespace BudPipeline.Server.Security;

/// <summary>Who may call an endpoint: every endpoint says so, and one that does not is closed to everyone.</summary>
internal static class RolePolicies
{
    /// <summary>Lets in callers of this role or a higher one.</summary>
    public static TBuilder MayBeCalledBy<TBuilder>(this TBuilder endpoint, CallerRole role)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .RequireAuthorization(role.Word())
            .WithMetadata(
                new ProducesResponseTypeMetadata(401, typeof(Problem), [Problems.ContentType]),
                new ProducesResponseTypeMetadata(403, typeof(Problem), [Problems.ContentType])
            );

    /// <summary>Lets in everyone, whoever it may be.</summary>
    public static TBuilder MayBeCalledByAnyone<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AllowAnonymous();

    public static void AddRolePolicies(this AuthorizationOptions options)
    {
        foreach (var role in Enum.GetValues<CallerRole>())
        {
            options.AddPolicy(role.Word(), policy => policy.AddRequirements(new RoleRequirement(role)));
        }

        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
    }
}

/// <summary>This role or a higher one.</summary>
internal sealed record RoleRequirement(CallerRole Role) : IAuthorizationRequirement;

internal sealed class RoleRequirementHandler : AuthorizationHandler<RoleRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (context.User is GrantedPrincipal { Grant: var grant } && grant.Role >= requirement.Role)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
