using System.Net;
using BudPipeline.Client;

namespace BudPipeline.Cli.Nodes;

/// <summary>Makes the client for an address.</summary>
internal static class NodeClient
{
    /// <summary>The variable that holds the user's API key.</summary>
    public const string KeyVariable = "BUD_API_KEY";

    /// <summary>A client that goes to loopback without asking a proxy.</summary>
    /// <param name="address">The node's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">What the node's data folder says opens its door; null for the user's own key, if there is one.</param>
    public static BudPipelineClient For(Uri address, TimeProvider time, string? token = null)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = !address.IsLoopback,
            AutomaticDecompression = DecompressionMethods.None,
        };
        var http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if ((token ?? Environment.GetEnvironmentVariable(KeyVariable)) is { Length: > 0 } credential)
        {
            http.DefaultRequestHeaders.Add("X-API-Key", credential);
        }

        return new(http, time);
    }
}
