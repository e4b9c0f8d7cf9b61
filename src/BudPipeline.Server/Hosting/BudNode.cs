using BudPipeline.Actors.Observing;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Hosting;

/// <summary>A node that runs in this process and answers on <see cref="Url"/>. Disposing it stops it.</summary>
public sealed class BudNode : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly NodeFolder folder;
    private readonly NodeDatabase database;

    private BudNode(WebApplication app, NodeFolder folder, NodeDatabase database, Uri url)
    {
        this.app = app;
        this.folder = folder;
        this.database = database;
        Url = url;
    }

    /// <summary>Its API.</summary>
    public Uri Url { get; }

    /// <summary>Opens its door to whoever runs this process.</summary>
    public string Token => Services.GetRequiredService<Door>().NodeToken;

    /// <summary>Starts a node on a folder that this process has taken, and gives the folder back when that fails.</summary>
    public static Task<BudNode> StartAsync(NodeSettings settings, NodeFolder folder, CancellationToken cancellation) =>
        StartAsync(settings, folder, _ => { }, cancellation);

    internal static async Task<BudNode> StartAsync(
        NodeSettings settings,
        NodeFolder folder,
        Action<IServiceCollection> configure,
        CancellationToken cancellation
    )
    {
        WebApplication? starting = null;
        NodeDatabase? opened = null;
        try
        {
            opened = await NodeDatabase.OpenAsync(settings, folder, cancellation);
            await Door.DemandAsync(settings, opened);
            starting = BudServer.Build(settings, folder, opened, configure);
            await starting.Services.GetRequiredService<KeyRing>().ChangedAsync();
            if (settings.Kind == NodeKind.Serve)
            {
                var unfinished = await starting.Services.GetRequiredService<ExecutionsTable>().UnfinishedAsync();
                EngineMeters.Found(unfinished);
            }

            await starting.StartAsync(cancellation);
            var url = Loopback.Reaching(starting.Urls.First());
            var token = starting.Services.GetRequiredService<Door>().NodeToken;
            folder.Announce(new NodeAddress(url, Environment.ProcessId, settings.Kind == NodeKind.Serve, token));
            await opened.AnnounceAsync(url);
            opened.Guard(starting.Lifetime, starting.Services.GetRequiredService<ILogger<BudNode>>());
            return new BudNode(starting, folder, opened, url);
        }
        catch
        {
            if (starting is not null)
            {
                await starting.DisposeAsync();
            }

            if (opened is not null)
            {
                await opened.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <summary>Ends when the node was told to stop: by a signal, or by <paramref name="cancellation"/>.</summary>
    public Task RunAsync(CancellationToken cancellation) => app.WaitForShutdownAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await database.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Its engine, past HTTP.</summary>
    public NodeExecutions Executions => app.Services.GetRequiredService<NodeExecutions>();

    /// <summary>A way into its journal for executions that ended elsewhere.</summary>
    public NodeHistories Histories => app.Services.GetRequiredService<NodeHistories>();

    internal IServiceProvider Services => app.Services;
}
