using System.ComponentModel.DataAnnotations;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Server.Security;

/// <summary>Whose JSON web tokens are taken. Without an issuer none are.</summary>
public sealed record JwtOptions : IValidatableObject
{
    /// <summary>Where they stand in the configuration.</summary>
    public const string Section = "Jwt";

    /// <summary>The <c>iss</c> that tokens must have; empty for no tokens at all.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The <c>aud</c> that tokens must have.</summary>
    public string Audience { get; init; } = "";

#pragma warning disable CA1056 // Empty is no Uri, and a wrong one is named by its setting.
    /// <summary>Where the issuer shows its public keys as a JWKS document.</summary>
    public string JwksUrl { get; init; } = "";
#pragma warning restore CA1056

    /// <summary>The issuer's public keys when there is no such place: a JWKS document, PEM, or the path of a file with either.</summary>
    public string Keys { get; init; } = "";

    /// <summary>The claim that names roles: one word, several with spaces between, or a list.</summary>
    [Required]
    public string RolesClaim { get; init; } = "roles";

    /// <summary>The claim that says whose things a viewer or author sees.</summary>
    [Required]
    public string OwnerClaim { get; init; } = "sub";

    /// <summary>How far the clocks of the issuer and of this machine may be apart, in seconds.</summary>
    [Range(0, 600)]
    public int ClockSkewSeconds { get; init; } = 30;

    internal bool IsOn() => Issuer.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn() && Audience.Length == 0)
        {
            yield return new("name the audience that tokens are for, or empty Jwt:Issuer", [nameof(Audience)]);
        }

        if (IsOn() && (JwksUrl.Length == 0) == (Keys.Length == 0))
        {
            yield return new("give the issuer's keys by exactly one of Jwt:JwksUrl and Jwt:Keys", [nameof(JwksUrl)]);
        }

        if (!IsOn() && (Audience.Length > 0 || JwksUrl.Length > 0 || Keys.Length > 0))
        {
            yield return new("name the issuer of tokens, or empty the other settings of Jwt", [nameof(Issuer)]);
        }

        if (JwksUrl.Length > 0 && !IsSafe(JwksUrl))
        {
            yield return new("keys are fetched over https, or from this machine: https://…", [nameof(JwksUrl)]);
        }
    }

    private static bool IsSafe(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && Loopback.Is(address.Host)));
}
