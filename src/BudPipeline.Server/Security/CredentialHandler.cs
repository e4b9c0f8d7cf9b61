using System.Text.Encodings.Web;
using BudPipeline.Server.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace BudPipeline.Server.Security;

/// <summary>Finds out who sends a request: by a key or token, by a JSON web token, or because the door is open.</summary>
internal sealed class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    NodeSettings settings,
    Door door,
    KeyRing ring,
    TimeProvider time
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "bud";

    private const string Bearer = "Bearer ";
    private const string KeyHeader = "X-API-Key";
    private const string AppTokenHeader = "dapr-api-token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (await door.OpenToAsync() is { } anyone)
        {
            return Success(anyone);
        }

        return Given(Request) is { } text ? await JudgeAsync(text) : AuthenticateResult.NoResult();
    }

    private async Task<AuthenticateResult> JudgeAsync(string text)
    {
        if (door.Holder(text) is { } holder)
        {
            return Success(holder);
        }

        if (settings.Jwt.IsOn() && JwtTokens.IsOne(text))
        {
            var (grant, reason) = JwtTokens.Judge(await Context.AuthenticateAsync(JwtTokens.Scheme), settings.Jwt);
            return grant is null
                ? Refused(reason ?? "the token is not taken")
                : Success(new GrantedPrincipal(grant, JwtTokens.Scheme));
        }

        if (await ring.FindAsync(text) is not { } key)
        {
            return Refused("there is no such key");
        }

        if (key.Fault(time.GetUtcNow()) is { } fault)
        {
            return Refused(fault);
        }

        ring.Used(key);
        return Success(key.Principal);
    }

    /// <summary>No failure in the framework's words, which would log each of them.</summary>
    private AuthenticateResult Refused(string reason)
    {
        Context.Features.Set(new CredentialFault(reason));
        return AuthenticateResult.NoResult();
    }

    private static AuthenticateResult Success(GrantedPrincipal principal) =>
        AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme));

    /// <summary>What the caller shows; of several the most explicit one.</summary>
    private static string? Given(HttpRequest request)
    {
        if (request.Headers[KeyHeader].ToString() is { Length: > 0 } key)
        {
            return key;
        }

        if (request.Headers.Authorization.ToString() is { Length: > 0 } authorization)
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? authorization[Bearer.Length..].Trim()
                : authorization;
        }

        return request.Headers[AppTokenHeader].ToString() is { Length: > 0 } token ? token : null;
    }
}

/// <summary>Why what a caller showed does not let it in.</summary>
internal sealed record CredentialFault(string Reason);
