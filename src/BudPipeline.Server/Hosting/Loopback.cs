using System.Net;

namespace BudPipeline.Server.Hosting;

/// <summary>Until there are API keys a node listens on loopback only: whoever reaches it may run commands on this machine.</summary>
internal static class Loopback
{
    public static void Demand(string urls)
    {
        foreach (var url in Split(urls))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
            {
                throw new SettingsException(
                    $"The setting Server:Urls is wrong: '{url}' is no address such as http://127.0.0.1:9082."
                );
            }

            if (!Is(address.Host))
            {
                throw new SettingsException(
                    $"The server does not listen on {url}: whoever reaches it may run commands on this machine, and API keys "
                        + "come with a later release. Listen on http://127.0.0.1:9082, and let others in through a tunnel "
                        + "(ssh -L) or a proxy that checks who they are."
                );
            }
        }
    }

    /// <summary>Whether all of these addresses are reached from this machine alone.</summary>
    public static bool IsAll(string urls) =>
        Split(urls).All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && Is(address.Host));

    private static string[] Split(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether a name in a URL or a Host header means this machine alone.</summary>
    public static bool Is(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
