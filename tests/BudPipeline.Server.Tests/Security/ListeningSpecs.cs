using BudPipeline.Client;
using BudPipeline.Client.Security;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Operator;

namespace BudPipeline.Server.Tests.Security;

/// <summary>A server that others reach.</summary>
public sealed class ListeningSpecs : IDisposable
{
    private readonly TestFolder place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task Beyond_loopback_a_server_without_keys_does_not_start_and_says_how_to_make_one(string urls)
    {
        var thrown = await Assert.ThrowsAsync<SettingsException>(() => TestNode.OnAsync(Settings(urls)));
        Assert.Contains("bud keys create", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(urls, thrown.Message, StringComparison.Ordinal);
        using var free = NodeFolder.TryTake(place.Path);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task With_a_key_it_starts_and_lets_its_holder_in()
    {
        string key;
        using (var folder = NodeFolder.TryTake(place.Path)!)
        await using (var desk = KeyDesk.On(folder, TimeProvider.System))
        {
            key = (await desk.CreateAsync(new CreateKeyRequest { Name = "first", Role = "admin" })).Key;
        }

        await using var node = await TestNode.OnAsync(Settings("http://0.0.0.0:0"));
        Assert.Equal("127.0.0.1", node.Url.Host);
        await node.SendAsync(HttpMethod.Get, "/api/v1/executions", null).ProblemAsync(401, "UNAUTHORIZED");
        var answer = await node.SendAsync(
            HttpMethod.Get,
            "/api/v1/executions",
            null,
            ("X-API-Key", key),
            ("Host", "bud.example")
        );
        answer.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task With_an_app_token_it_starts_and_lets_its_holder_in()
    {
        var settings = Settings("http://0.0.0.0:0") with { AppToken = "the app's token" };
        await using var node = await TestNode.OnAsync(settings);
        await node.SendAsync(HttpMethod.Get, "/executions", null).ProblemAsync(401, "UNAUTHORIZED");
        foreach (var (header, value) in new[] { ("dapr-api-token", "{0}"), ("Authorization", "Bearer {0}") })
        {
            var shown = value.Replace("{0}", "the app's token", StringComparison.Ordinal);
            using var answer = await node.SendAsync(HttpMethod.Get, "/executions", null, (header, shown));
            answer.EnsureSuccessStatusCode();
            await node.SendAsync(HttpMethod.Get, "/executions", null, (header, $"{shown}s"))
                .ProblemAsync(401, "UNAUTHORIZED");
        }
    }

    private NodeSettings Settings(string urls)
    {
        var settings = TestNode.Settings(place.Path, NodeKind.Serve, port: 0, database: null);
        return settings with { Server = settings.Server with { Urls = urls } };
    }
}
