using BudPipeline.Client;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Cli.Nodes;

/// <summary>
/// The node that a verb talks to: the server that the user named, the node that holds the data folder, or else one of our
/// own in this process. Whichever it is, it is spoken to through the same client.
/// </summary>
internal sealed class NodeLink(NodeChoice choice, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private BudPipelineClient? client;
    private NodeFolderClaim? claim;
    private NodeFolderClaim? nextClaim;
    private EmbeddedNode? embedded;

    public NodeChoice Choice => choice;

    public BudPipelineClient Client =>
        client ?? throw new InvalidOperationException($"{nameof(ConnectAsync)} comes first");

    /// <summary>Where it answers.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Whether it is ours and ends with this process.</summary>
    public bool IsEmbedded => embedded is not null;

    /// <summary>When our own node began.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>Whether another node can be found when this one is gone.</summary>
    public bool CanReconnect => choice.Server is null && embedded is null;

    /// <summary>Finds the node, or starts one.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        if (choice.Server is not null)
        {
            Use(choice.Server, token: null);
            return;
        }

        claim = nextClaim ?? await NodeFolder.ClaimAsync(choice.DataFolder, time, cancellation);
        nextClaim = null;
        switch (claim)
        {
            case NodeFolderClaim.Served served:
                Use(served.Address.Url, served.Address.Token);
                break;
            case NodeFolderClaim.Taken taken:
                await EmbedAsync(taken.Folder, cancellation);
                break;
        }
    }

    /// <summary>
    /// Completes with true when the node that holds the data folder is gone and another one, maybe we ourselves, has to be
    /// connected to; with false when cancelled.
    /// </summary>
    public async Task<bool> IsLostAsync(CancellationToken cancellation)
    {
        var interval = claim is NodeFolderClaim.Served ? LookAgainAfter : Timeout.InfiniteTimeSpan;
        while (true)
        {
            await Task.Delay(interval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested || claim is not NodeFolderClaim.Served served)
            {
                return false;
            }

            var found = await NodeFolder.ClaimAsync(choice.DataFolder, time, CancellationToken.None);
            if (found is NodeFolderClaim.Taken taken && served.Address.Serves)
            {
                // A server that was killed is started again by whoever watches it; the client waits for that.
                taken.Folder.Dispose();
            }
            else if (found != claim)
            {
                nextClaim = found;
                return true;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (embedded is not null)
        {
            await embedded.DisposeAsync();
        }

        (nextClaim as NodeFolderClaim.Taken)?.Folder.Dispose();
    }

    /// <summary>Where another node has the database, that one is talked to.</summary>
    private async Task EmbedAsync(NodeFolder folder, CancellationToken cancellation)
    {
        try
        {
            StartedAt = time.GetUtcNow();
            embedded = await EmbeddedNode.StartAsync(folder, time, cancellation);
            Use(embedded.Address, embedded.Token);
        }
        catch (DatabaseHeldException held) when (held.Holder is not null)
        {
            Use(held.Holder, token: null);
        }
    }

    private void Use(Uri address, string? token)
    {
        Address = address;
        client = NodeClient.For(address, time, token);
    }
}
