using System.Security.Claims;
using BudPipeline.Server.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BudPipeline.Server.Security;

/// <summary>JSON web tokens: which are taken, and what they grant.</summary>
internal static class JwtTokens
{
    public const string Scheme = "jwt";

    private static readonly TimeSpan LookForNewKeysEvery = TimeSpan.FromSeconds(30);

    public static AuthenticationBuilder AddJwtTokens(this AuthenticationBuilder authentication, JwtOptions jwt)
    {
        if (!jwt.IsOn())
        {
            return authentication;
        }

        // Now, so that wrong ones end the start and not a request.
        var keys = jwt.Keys.Length > 0 ? JwtKeys.Of(jwt.Keys) : [];
        return authentication.AddJwtBearer(Scheme, options => Configure(options, jwt, keys));
    }

    /// <summary>Whether a text has the shape of a token: three parts with dots between.</summary>
    public static bool IsOne(string text) => text.AsSpan().Count('.') == 2;

    /// <summary>What a token grants, or why it grants nothing.</summary>
    public static (Grant? Grant, string? Fault) Judge(AuthenticateResult result, JwtOptions jwt)
    {
        if (result.Principal is not { } token)
        {
            return (null, Fault(result.Failure, jwt));
        }

        var owner = token.FindFirstValue(jwt.OwnerClaim);
        if (RoleOf(token, jwt) is not { } role)
        {
            return (null, $"the token's claim '{jwt.RolesClaim}' names no role ({CallerRoles.All})");
        }

        if (role >= CallerRole.Operator)
        {
            return (new Grant($"jwt:{owner ?? "unnamed"}", role, Owner: null), null);
        }

        return string.IsNullOrEmpty(owner)
            ? (null, $"the token has no claim '{jwt.OwnerClaim}', which says whose things a {role.Word()} sees")
            : (new Grant($"jwt:{owner}", role, owner), null);
    }

    private static CallerRole? RoleOf(ClaimsPrincipal token, JwtOptions jwt)
    {
        var roles = token
            .FindAll(jwt.RolesClaim)
            .SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(CallerRoles.TryParse)
            .OfType<CallerRole>()
            .ToList();
        return roles.Count == 0 ? null : roles.Max();
    }

    private static void Configure(JwtBearerOptions options, JwtOptions jwt, IReadOnlyList<SecurityKey> keys)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = jwt.Issuer,
            ValidAudience = jwt.Audience,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromSeconds(jwt.ClockSkewSeconds),
        };
        if (keys.Count > 0)
        {
            options.TokenValidationParameters.IssuerSigningKeys = keys;
            return;
        }

        options.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            jwt.JwksUrl,
            new JwksRetriever(),
            new HttpDocumentRetriever { RequireHttps = !Loopback.Is(new Uri(jwt.JwksUrl).Host) }
        )
        {
            RefreshInterval = LookForNewKeysEvery,
        };
    }

    private static string Fault(Exception? failure, JwtOptions jwt) =>
        failure switch
        {
            SecurityTokenExpiredException => "the token has expired",
            SecurityTokenNotYetValidException => "the token is not valid yet",
            SecurityTokenInvalidAudienceException => $"the token is not for the audience '{jwt.Audience}'",
            SecurityTokenInvalidIssuerException => $"the token is not of the issuer '{jwt.Issuer}'",
            SecurityTokenSignatureKeyNotFoundException =>
                "the token is signed with a key that the issuer does not show",
            SecurityTokenNoExpirationException => "the token never expires, and only those that do are taken",
            SecurityTokenException => "the token's signature or form is wrong",
            _ => "the token cannot be checked: the keys of its issuer cannot be read",
        };
}
