namespace BudPipeline.Server.Tests;

/// <summary>One node for all specs of a class: they use ids of their own.</summary>
public sealed class NodeFixture : IAsyncLifetime
{
    private TestNode? node;

    internal TestNode Node => node ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => node = await TestNode.StartAsync();

    public async Task DisposeAsync() => await Node.DisposeAsync();
}
