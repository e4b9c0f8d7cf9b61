using System.Net;
using BudPipeline.Client;

namespace BudPipeline.Cli.Nodes;

/// <summary>Makes the client for an address.</summary>
internal static class NodeClient
{
    /// <summary>A client that goes to loopback without asking a proxy.</summary>
    public static BudPipelineClient For(Uri address, TimeProvider time)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = !address.IsLoopback,
            AutomaticDecompression = DecompressionMethods.None,
        };
        return new(new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan }, time);
    }
}
