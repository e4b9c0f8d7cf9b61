using System.Net.Http.Headers;
using BudPipeline.Client;
using BudPipeline.Client.Security;

namespace BudPipeline.Server.Tests.Security;

/// <summary>A node whose door is shut, for all specs of a class, and keys to it.</summary>
public sealed class LockedNode : IAsyncLifetime
{
    private TestNode? node;
    private int names;

    internal TestNode Node => node ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        var first = await node.Client.CreateKeyAsync(new CreateKeyRequest { Name = "root", Role = "admin" });
        node.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", first.Key);
    }

    public async Task DisposeAsync() => await Node.DisposeAsync();

    /// <summary>A new key of this role.</summary>
    internal async Task<CreatedApiKey> KeyAsync(string role, string? owner = null, DateTimeOffset? expiresAt = null) =>
        await Node.Client.CreateKeyAsync(
            new CreateKeyRequest
            {
                Name = $"{role}-{Interlocked.Increment(ref names)}",
                Role = role,
                Owner = owner,
                ExpiresAt = expiresAt,
            }
        );

    /// <summary>Somebody with these headers and nothing else.</summary>
    internal HttpClient Stranger(params (string Name, string Value)[] headers)
    {
        var http = new HttpClient { BaseAddress = Node.Url, Timeout = TestNode.Patience };
        foreach (var (name, value) in headers)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        return http;
    }

    /// <summary>Somebody with a new key of this role.</summary>
    internal async Task<BudPipelineClient> ClientAsync(string role, string? owner = null) =>
        BudPipelineClient.For(Node.Url, TimeProvider.System, (await KeyAsync(role, owner)).Key);
}
