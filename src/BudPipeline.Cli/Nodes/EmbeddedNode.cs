using BudPipeline.Server.Hosting;

namespace BudPipeline.Cli.Nodes;

/// <summary>A node in this process, on a free port of loopback, that resumes only what it is asked for.</summary>
internal sealed class EmbeddedNode : IAsyncDisposable
{
    private readonly BudNode node;

    private EmbeddedNode(BudNode node) => this.node = node;

    public Uri Address => node.Url;

    /// <summary>Opens its door.</summary>
    public string Token => node.Token;

    /// <summary>Starts it on a folder that this process has taken.</summary>
    public static async Task<EmbeddedNode> StartAsync(
        NodeFolder folder,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var commandLine = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{ServerOptions.Section}:{nameof(ServerOptions.Urls)}"] = "http://127.0.0.1:0",
            [$"{ServerOptions.Section}:{nameof(ServerOptions.DataFolder)}"] = folder.Path,
        };
        var settings = NodeSettings.Read(NodeKind.Run, commandLine, time);
        return new EmbeddedNode(await BudNode.StartAsync(settings, folder, cancellation));
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();
}
