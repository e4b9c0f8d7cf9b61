using BudPipeline.Client.Errors;
using BudPipeline.Server.Api;

namespace BudPipeline.Server.Security;

/// <summary>
/// The user for whom an application asks, by <c>X-User-ID</c>. Nobody else may say so: a header that a caller is free to
/// write would show it everyone's things.
/// </summary>
internal static class SpokenFor
{
    private const string Header = "X-User-ID";

    /// <summary>Makes the caller that user; answers what is wrong with the header, if anything.</summary>
    public static Problem? Take(HttpRequest request, Grant grant, Caller caller)
    {
        if (!request.Headers.TryGetValue(Header, out var given))
        {
            return null;
        }

        if (!Guid.TryParseExact(given.ToString(), "D", out var user))
        {
            return Problems.Validation($"'{given}' is no id of a user", Header, "give one UUID such as 8d3c5a0e-…");
        }

        if (!grant.SpeaksForUsers)
        {
            return Problems.Of(403, "FORBIDDEN", $"{grant.Actor} may not speak for users") with
            {
                Param = Header,
                Hint = "leave the header out: the key says whose things it shows; APP_API_TOKEN may speak for users",
            };
        }

        caller.Owner = user.ToString("D");
        caller.Actor = $"{grant.Actor}:{caller.Owner}";
        return null;
    }
}
