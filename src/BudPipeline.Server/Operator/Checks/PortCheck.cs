using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BudPipeline.Server.Operator.Checks;

/// <summary>Whether a node could listen where it is to listen.</summary>
internal static class PortCheck
{
    private const string Name = "ports";

    /// <param name="urls">Where the node is to listen, separated by semicolons.</param>
    /// <param name="nodes">Where the nodes answer that have the folder and the database.</param>
    public static IEnumerable<Finding> Look(string urls, IReadOnlyList<Uri?> nodes)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            yield return LookAt(new Uri(url), nodes);
        }
    }

    private static Finding LookAt(Uri url, IReadOnlyList<Uri?> nodes)
    {
        if (url.Port == 0)
        {
            return Finding.Ok(Name, $"{url}: a free port is taken");
        }

        var error = TryListen(url);
        return error switch
        {
            null => Finding.Ok(Name, $"{url} is free"),
            SocketError.AddressAlreadyInUse when nodes.Any(node => node?.Port == url.Port) => Finding.Ok(
                Name,
                $"{url} is where the running bud answers"
            ),
            SocketError.AddressAlreadyInUse => Finding.Fault(
                Name,
                $"{url} is taken by {PortHolder.Of(url.Port) ?? "another program"}",
                "choose another address with --urls (port 0 takes a free one), or end that program"
            ),
            SocketError.AccessDenied => Finding.Fault(
                Name,
                $"{url} is not for the user of bud: ports below 1024 need more rights",
                "choose a port from 1024 on with --urls"
            ),
            _ => Finding.Fault(Name, $"{url} cannot be listened on ({error})", "choose another address with --urls"),
        };
    }

    private static SocketError? TryListen(Uri url)
    {
        var address = IPAddress.TryParse(url.Host.Trim('[', ']'), out var parsed) ? parsed : IPAddress.Loopback;
        using var listener = new TcpListener(address, url.Port);
        try
        {
            listener.Start();
            return null;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode;
        }
    }
}
