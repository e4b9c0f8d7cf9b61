using Microsoft.Net.Http.Headers;

namespace BudPipeline.Server.Api;

/// <summary>What a client would rather have, by the <c>Prefer</c> header of RFC 7240.</summary>
internal static class Preference
{
    private const string Header = "Prefer";
    private const string Applied = "Preference-Applied";

    /// <summary>
    /// Whether an execution is answered with its steps. <c>return=minimal</c> leaves them out, and the answer says so.
    /// </summary>
    public static bool WithSteps(HttpContext http)
    {
        if (
            http.Request.Headers.TryGetValue(Header, out var wishes)
            && NameValueHeaderValue.TryParseList([.. wishes.OfType<string>()], out var list)
            && list.Any(wish => wish.Name == "return" && wish.Value == "minimal")
        )
        {
            http.Response.Headers[Applied] = "return=minimal";
            return false;
        }

        return true;
    }
}
