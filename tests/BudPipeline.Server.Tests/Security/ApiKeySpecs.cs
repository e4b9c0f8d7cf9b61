using System.Net;
using BudPipeline.Client;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Security;
using BudPipeline.Journal;
using BudPipeline.Server.Callbacks;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Operator;
using BudPipeline.Server.Storage;
using BudPipeline.TestDatabases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BudPipeline.Server.Tests.Security;

public sealed class ApiKeySpecs(LockedNode locked) : IClassFixture<LockedNode>
{
    private const string List = "/api/v1/executions";

    [Theory]
    [InlineData("Authorization", "Bearer {key}")]
    [InlineData("Authorization", "bearer {key}")]
    [InlineData("Authorization", "{key}")]
    [InlineData("X-API-Key", "{key}")]
    public async Task A_key_is_taken_in_either_header(string header, string value)
    {
        var key = await locked.KeyAsync("viewer");
        using var http = locked.Stranger((header, value.Replace("{key}", key.Key, StringComparison.Ordinal)));
        using var answer = await http.GetAsync(new Uri(List, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_the_answer_says_how_to_get_one()
    {
        using var http = locked.Stranger();
        using var answer = await http.GetAsync(new Uri(List, UriKind.Relative));
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        var problem = await Task.FromResult(answer).ProblemAsync(401, "UNAUTHORIZED");
        Assert.Contains("bud keys create", problem.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("junk")]
    [InlineData("bud_0123456789012345678901234567890123456789")]
    [InlineData("Bearer")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        using var http = locked.Stranger(("X-API-Key", key));
        await http.GetAsync(new Uri(List, UriKind.Relative)).ProblemAsync(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_key_of_the_right_id_and_another_secret_is_refused()
    {
        var key = (await locked.KeyAsync("viewer")).Key;
        using var http = locked.Stranger(("X-API-Key", key[..^1] + (key[^1] == 'a' ? 'b' : 'a')));
        await http.GetAsync(new Uri(List, UriKind.Relative)).ProblemAsync(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        var key = await locked.KeyAsync("viewer");
        using var http = locked.Stranger(("X-API-Key", key.Key));
        (await http.GetAsync(new Uri(List, UriKind.Relative))).EnsureSuccessStatusCode();
        var revoked = await locked.Node.Client.RevokeKeyAsync(key.Details.Id);
        Assert.Equal("revoked", revoked.Status);
        var problem = await http.GetAsync(new Uri(List, UriKind.Relative)).ProblemAsync(401, "UNAUTHORIZED");
        Assert.Contains("revoked", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(revoked.RevokedAt, (await locked.Node.Client.RevokeKeyAsync(key.Details.Id)).RevokedAt);
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var node = await TestNode.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var request = new CreateKeyRequest
        {
            Name = "brief",
            Role = "admin",
            ExpiresAt = time.GetUtcNow().AddHours(1),
        };
        var client = BudPipelineClient.For(
            node.Url,
            TimeProvider.System,
            (await node.Client.CreateKeyAsync(request)).Key
        );
        Assert.Equal("active", Assert.Single((await client.ListKeysAsync()).Keys).Status);
        time.Advance(TimeSpan.FromHours(1));
        var refused = await Assert.ThrowsAsync<AuthenticationException>(() => client.ListKeysAsync());
        Assert.Contains("expired", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_key_shuts_the_door_and_the_last_one_does_not_open_it()
    {
        await using var node = await TestNode.StartAsync();
        await node.Client.ListExecutionsAsync(new ExecutionQuery());
        var key = await node.Client.CreateKeyAsync(new CreateKeyRequest { Name = "root", Role = "admin" });
        await Assert.ThrowsAsync<AuthenticationException>(() => node.Client.ListExecutionsAsync(new ExecutionQuery()));
        var holder = BudPipelineClient.For(node.Url, TimeProvider.System, key.Key);
        await holder.RevokeKeyAsync(key.Details.Id);
        await Assert.ThrowsAsync<AuthenticationException>(() => holder.ListKeysAsync());
        await Assert.ThrowsAsync<AuthenticationException>(() => node.Client.ListKeysAsync());
    }

    [Fact]
    public async Task Lists_show_all_of_a_key_but_the_key()
    {
        var made = await locked.KeyAsync("author", "ada", new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(made.Key[..12], made.Details.Id);
        var text = await locked.Node.GetTextAsync("/api/v1/keys");
        Assert.DoesNotContain(made.Key, text, StringComparison.Ordinal);
        var listed = (await locked.Node.Client.ListKeysAsync()).Keys.Single(key => key.Id == made.Details.Id);
        Assert.Equal(made.Details, listed);
        Assert.Equal(("author", "ada", "key:root"), (listed.Role, listed.Owner, listed.CreatedBy));
        var hashes = await locked.Node.Get<ApiKeysTable>().AllAsync();
        Assert.DoesNotContain(hashes, row => row.Hash.Contains(made.Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"role":"admin"}""", "name")]
    [InlineData("""{"name":" ","role":"admin"}""", "name")]
    [InlineData("""{"name":"x"}""", "role")]
    [InlineData("""{"name":"x","role":"king"}""", "role")]
    [InlineData("""{"name":"x","role":"admin","owner":""}""", "owner")]
    [InlineData("""{"name":"x","role":"admin","expires_at":"2001-01-01T00:00:00Z"}""", "expires_at")]
    public async Task A_wrong_request_is_named(string body, string param) =>
        Assert.Equal(
            param,
            (await locked.Node.PostAsync("/api/v1/keys", body).ProblemAsync(400, "VALIDATION_ERROR")).Param
        );

    [Fact]
    public async Task A_body_far_too_large_for_a_key_is_413() =>
        await locked
            .Node.PostAsync("/api/v1/keys", $$"""{"name":"{{new string('x', 70_000)}}"}""")
            .ProblemAsync(413, "BODY_TOO_LARGE");

    [Fact]
    public async Task A_key_that_is_not_there_cannot_be_revoked() =>
        await locked
            .Node.SendAsync(HttpMethod.Delete, "/api/v1/keys/bud_nothing1", null)
            .ProblemAsync(404, "NOT_FOUND");

    [Fact]
    public async Task Requests_with_a_key_do_not_ask_the_database()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var node = await TestNode.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(time);
            // It looks for callbacks as time goes by.
            services.Remove(services.Single(service => service.ImplementationType == typeof(CallbackDispatcher)));
        });
        var key = await node.Client.CreateKeyAsync(new CreateKeyRequest { Name = "root", Role = "admin" });
        var client = BudPipelineClient.For(node.Url, TimeProvider.System, key.Key);
        await client.ListKeysAsync();
        using var reads = new ReadCount(node.Get<JournalDatabase>().Address);
        for (var request = 0; request < 20; request++)
        {
            await client.ValidateAsync(new() { DefinitionText = Pipelines.Hello });
        }

        Assert.Equal(0, reads.Count);
        time.Advance(TimeSpan.FromSeconds(6));
        await client.ValidateAsync(new() { DefinitionText = Pipelines.Hello });
        Assert.Equal(1, reads.Count);
    }

    [Fact]
    public async Task When_a_key_was_used_is_noted_once_a_minute()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var node = await TestNode.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var key = await node.Client.CreateKeyAsync(new CreateKeyRequest { Name = "root", Role = "admin" });
        var client = BudPipelineClient.For(node.Url, TimeProvider.System, key.Key);
        Assert.NotNull(await NotedAsync(client, moment => moment is not null));
        time.Advance(TimeSpan.FromSeconds(30));
        await client.ListKeysAsync();
        Assert.NotEqual(time.GetUtcNow().ToUnixTimeMilliseconds(), await NotedAsync(client, _ => true));
        time.Advance(TimeSpan.FromSeconds(31));
        var last = time.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(last, await NotedAsync(client, moment => moment == last));
    }

    [Fact]
    public async Task The_token_of_the_data_folder_opens_the_door()
    {
        await using var node = await TestNode.StartAsync();
        await node.Client.CreateKeyAsync(new CreateKeyRequest { Name = "root", Role = "admin" });
        var folder = node.Get<NodeSettings>().Server.DataFolder;
        var address = NodeFolder.HolderOf(folder);
        Assert.Equal(node.Url, address!.Url);
        Assert.Single((await BudPipelineClient.For(node.Url, TimeProvider.System, address.Token).ListKeysAsync()).Keys);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(folder, "node.json"))
            );
        }
    }

    [Fact]
    public async Task A_key_made_past_the_server_opens_its_door()
    {
        var place = new TestFolder();
        string key;
        using (var folder = NodeFolder.TryTake(place.Path)!)
        await using (var desk = KeyDesk.On(folder, TimeProvider.System))
        {
            key = (await desk.CreateAsync(new CreateKeyRequest { Name = "first", Role = "admin" })).Key;
        }

        var settings = TestNode.Settings(place.Path, NodeKind.Serve, port: 0, database: null);
        await using (var node = await TestNode.OnAsync(settings))
        {
            await Assert.ThrowsAsync<AuthenticationException>(() => node.Client.ListKeysAsync());
            var holder = BudPipelineClient.For(node.Url, TimeProvider.System, key);
            Assert.Equal("first", Assert.Single((await holder.ListKeysAsync()).Keys).Name);
        }

        place.Dispose();
    }

    [SkippableFact]
    public async Task A_key_made_on_postgres_beside_a_running_server_opens_its_door_at_once()
    {
        var address = PostgresCluster.Shared.NewDatabase();
        using var place = new TestFolder();
        await using var node = await TestNode.OnAsync(TestNode.Settings(place.Path, NodeKind.Serve, 0, address));
        await using var desk = await KeyDesk.OnAsync(address, TimeProvider.System, CancellationToken.None);
        await node.Client.CreateKeyAsync(new CreateKeyRequest { Name = "root", Role = "admin" });
        var key = (await desk.CreateAsync(new CreateKeyRequest { Name = "other", Role = "admin" })).Key;
        var time = TimeProvider.System;
        Assert.Equal(2, (await BudPipelineClient.For(node.Url, time, key).ListKeysAsync()).Keys.Count);
    }

    private static async Task<long?> NotedAsync(BudPipelineClient client, Func<long?, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (true)
        {
            var noted = (await client.ListKeysAsync(patience.Token)).Keys.Single().LastUsedAt?.ToUnixTimeMilliseconds();
            if (isWanted(noted))
            {
                return noted;
            }
        }
    }
}
