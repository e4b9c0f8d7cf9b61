using System.Net;

namespace BudPipeline.Server.Hosting;

/// <summary>Which addresses are reached from this machine alone.</summary>
internal static class Loopback
{
    /// <summary>Throws <see cref="SettingsException"/> when one of them is no address to listen on.</summary>
    public static void Check(string urls)
    {
        foreach (var url in Split(urls))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
            {
                throw new SettingsException(
                    $"The setting Server:Urls is wrong: '{url}' is no address such as http://127.0.0.1:9082, or http://0.0.0.0:9082 "
                        + "for all of this machine's."
                );
            }
        }
    }

    /// <summary>Whether all of these addresses are reached from this machine alone.</summary>
    public static bool IsAll(string urls) =>
        Split(urls).All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && Is(address.Host));

    /// <summary>How this machine's own programs reach a server that listens there.</summary>
    public static Uri Reaching(string url)
    {
        var address = new UriBuilder(url);
        address.Host = address.Host switch
        {
            "0.0.0.0" => "127.0.0.1",
            "[::]" => "[::1]",
            var host => host,
        };
        return address.Uri;
    }

    private static string[] Split(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether a name in a URL or a Host header means this machine alone.</summary>
    public static bool Is(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
