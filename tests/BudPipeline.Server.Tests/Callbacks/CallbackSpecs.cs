using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Tests.Callbacks;

public sealed class CallbackSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Theory]
    [InlineData(Pipelines.Hello, "/done", "completed")]
    [InlineData(Pipelines.Failing, "/broken", "failed")]
    public async Task The_callback_that_fits_is_told_of_the_end(string definition, string path, string status)
    {
        await using var receiver = await Receiver.StartAsync();
        var started = await StartAsync(fixture.Node, definition, receiver.Url);
        var told = await receiver.NextAsync();
        Assert.Equal(path, told.Path);
        Assert.Equal("application/json", told.Headers["Content-Type"]);
        Assert.Equal(started.Id, told.Headers["webhook-id"]);
        Assert.DoesNotContain("webhook-signature", told.Headers.Keys);

        var done = await fixture.Node.Client.GetExecutionAsync(started.Id);
        var body = JsonElement.Parse(told.Body);
        Assert.Equal(started.Id, body.GetProperty("execution_id").GetString());
        Assert.Equal(status, body.GetProperty("status").GetString());
        Assert.Equal(done.Outputs.GetRawText(), body.GetProperty("outputs").GetRawText());
        Assert.Equal(
            done.Error?.Code,
            body.GetProperty("error") is { ValueKind: JsonValueKind.Object } error
                ? error.GetProperty("code").GetString()
                : null
        );
        Assert.True(receiver.IsQuiet);
    }

    [Fact]
    public async Task It_is_told_again_until_it_takes_it()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers.Enqueue(500);
        receiver.Answers.Enqueue(302);
        var started = await StartAsync(fixture.Node, Pipelines.Hello, receiver.Url);
        List<string> ids = [];
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await receiver.NextAsync()).Headers["webhook-id"]);
        }

        Assert.All(ids, id => Assert.Equal(started.Id, id));
    }

    [Fact]
    public async Task Whoever_was_away_is_told_after_a_restart_of_the_node_too()
    {
        using var folder = new TestFolder();
        string id;
        int port;
        await using (var gone = await Receiver.StartAsync())
        {
            port = new Uri(gone.Url).Port;
        }

        await using (var node = await TestNode.OnAsync(folder))
        {
            id = (await StartAsync(node, Pipelines.Hello, $"http://127.0.0.1:{port}")).Id;
            await node.Client.WatchAsync(id).AllAsync();
        }

        await using var back = await Receiver.StartAsync(port);
        await using (var node = await TestNode.OnAsync(folder))
        {
            Assert.Equal(id, (await back.NextAsync()).Headers["webhook-id"]);
        }
    }

    [Fact]
    public async Task What_a_secret_signs_can_be_verified()
    {
        await using var receiver = await Receiver.StartAsync();
        using var folder = new TestFolder();
        var settings = TestNode.Settings(folder.Path, NodeKind.Serve, port: 0, database: null);
        var secret = $"whsec_{Convert.ToBase64String("a key of ours"u8)}";
        settings = settings with { Server = settings.Server with { CallbackSecret = secret } };
        await using var node = await TestNode.OnAsync(settings);
        await StartAsync(node, Pipelines.Hello, receiver.Url);
        var told = await receiver.NextAsync();
        var signed = Encoding.UTF8.GetBytes($"{told.Headers["webhook-id"]}.{told.Headers["webhook-timestamp"]}.");
        var expected = HMACSHA256.HashData("a key of ours"u8, [.. signed, .. told.Body]);
        Assert.Equal($"v1,{Convert.ToBase64String(expected)}", told.Headers["webhook-signature"]);
    }

    [Fact]
    public async Task One_that_is_gone_is_given_up_at_once()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers.Enqueue(410);
        await StartAsync(fixture.Node, Pipelines.Hello, receiver.Url);
        await receiver.NextAsync();
        var outbox = fixture.Node.Get<OutboxTable>();
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (await outbox.NextDueAsync() is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        Assert.True(receiver.IsQuiet);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://example.org")]
    [InlineData("http://user:secret@example.org")]
    public async Task What_cannot_be_called_is_refused(string target)
    {
        var problem = await fixture
            .Node.PostAsync(
                "/executions/run",
                $$$"""{"dag":{"steps":[{"id":"a","action":"log"}]},"callbacks":{"on_failure":"{{{target}}}"}}"""
            )
            .ProblemAsync(400, "VALIDATION_ERROR");
        Assert.Equal("callbacks.on_failure", problem.Param);
    }

    private static Task<ExecutionDocument> StartAsync(TestNode node, string definition, string url) =>
        node.Client.RunEphemeralAsync(
            TestNode.Request(definition) with
            {
                Callbacks = new CallbackUrls($"{url}/done", $"{url}/broken"),
            }
        );
}
