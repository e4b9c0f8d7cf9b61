using System.Security.Claims;

namespace BudPipeline.Server.Security;

/// <summary>What a credential grants.</summary>
/// <param name="Actor">Whose it is, for the audit.</param>
/// <param name="Role">What may be done with it.</param>
/// <param name="Owner">Whose things it shows; null for everyone's.</param>
internal sealed record Grant(string Actor, CallerRole Role, string? Owner)
{
    /// <summary>Whether the caller speaks for the user whom <c>X-User-ID</c> names.</summary>
    public bool SpeaksForUsers { get; init; }
}

/// <summary>A principal whose credential was found good.</summary>
internal sealed class GrantedPrincipal(Grant grant, string scheme)
    : ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, grant.Actor)], scheme))
{
    public Grant Grant => grant;
}
