namespace BudPipeline.Server.Hosting;

/// <summary>A node inside a <c>bud run</c> ends when its owner says so: Ctrl-C there means the execution first.</summary>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
