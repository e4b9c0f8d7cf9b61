namespace BudPipeline.Server.Hosting;

/// <summary>Whether the node has started and is not stopping.</summary>
internal sealed class NodeReadiness
{
    private volatile bool ready;

    public NodeReadiness(IHostApplicationLifetime lifetime)
    {
        lifetime.ApplicationStarted.Register(() => ready = true);
        lifetime.ApplicationStopping.Register(() => ready = false);
    }

    public bool IsReady => ready;
}
