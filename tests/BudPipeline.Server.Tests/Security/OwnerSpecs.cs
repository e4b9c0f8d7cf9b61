using BudPipeline.Client;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Pipelines;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Server.Tests.Security;

/// <summary>Whose executions and logs a caller sees.</summary>
public sealed class OwnerSpecs(LockedNode locked) : IClassFixture<LockedNode>
{
    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/logs")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "?at=1")]
    [InlineData("GET", "?at=1000")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/retry")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/signals/go")]
    [InlineData("POST", "/pause")]
    [InlineData("POST", "/resume")]
    public async Task What_belongs_to_another_owner_is_not_there(string method, string path)
    {
        var ada = await locked.ClientAsync("author", "ada");
        var started = await ada.RunEphemeralAsync(TestNode.Request(Pipelines.Waiting));
        using var bob = await StrangerAsync("author", "bob");
        foreach (var prefix in (string[])["/api/v1", ""])
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(method),
                $"{prefix}/executions/{started.Id}{path}"
            );
            await bob.SendAsync(request).ProblemAsync(404, "NOT_FOUND");
        }

        Assert.Equal("running", (await ada.GetExecutionAsync(started.Id)).Status);
        await ada.CancelAsync(started.Id);
    }

    [Fact]
    public async Task A_stream_of_another_owner_is_not_there()
    {
        var ada = await locked.ClientAsync("author", "ada");
        var started = await ada.RunEphemeralAsync(TestNode.Request(Pipelines.Hello));
        var bob = await locked.ClientAsync("viewer", "bob");
        await Assert.ThrowsAsync<NotFoundException>(() => bob.WatchAsync(started.Id).AllAsync());
    }

    [Fact]
    public async Task Lists_and_their_totals_hold_ones_own_alone()
    {
        var (carol, dave) = (await locked.ClientAsync("author", "carol"), await locked.ClientAsync("author", "dave"));
        var mine = await RunAsync(carol, Pipelines.Hello, "red");
        var failed = await RunAsync(carol, Pipelines.Failing, "red", "blue");
        var live = await carol.RunEphemeralAsync(TestNode.Request(Pipelines.Waiting));
        await RunAsync(dave, Pipelines.Hello, "red");

        Assert.Equal([live.Id, failed, mine], await ListAsync(carol, new ExecutionQuery()));
        Assert.Equal([failed, mine], await ListAsync(carol, new ExecutionQuery { Tags = ["red"] }));
        Assert.Equal([failed], await ListAsync(carol, new ExecutionQuery { Tags = ["red", "blue"] }));
        Assert.Equal([failed], await ListAsync(carol, new ExecutionQuery { Status = "failed" }));
        Assert.Equal([live.Id], await ListAsync(carol, new ExecutionQuery { Status = "pending,running" }));
        Assert.Equal([mine], await ListAsync(carol, new ExecutionQuery { Pipeline = "hello" }));
        Assert.Equal(
            4,
            (await locked.Node.Client.ListExecutionsAsync(new ExecutionQuery())).Executions.Count(IsOfTheTwo)
        );
        await carol.CancelAsync(live.Id);

        bool IsOfTheTwo(ExecutionDocument execution) =>
            string.CompareOrdinal(execution.Id, mine) >= 0
            && execution.Pipeline.Name is "hello" or "failing" or "waiting";
    }

    [Fact]
    public async Task An_owner_sees_nothing_of_nobody_and_a_key_without_an_owner_sees_all()
    {
        var nobodys = await locked.Node.RunAsync(Pipelines.Hello);
        var erin = await locked.ClientAsync("author", "erin");
        await Assert.ThrowsAsync<NotFoundException>(() => erin.GetExecutionAsync(nobodys.Id));
        var erins = await erin.RunEphemeralAsync(TestNode.Request(Pipelines.Hello));
        var all = await locked.ClientAsync("viewer");
        Assert.Equal(erins.Id, (await all.GetExecutionAsync(erins.Id)).Id);
        Assert.Equal(nobodys.Id, (await all.GetExecutionAsync(nobodys.Id)).Id);
    }

    [Theory]
    [InlineData("GET", "?at=1")]
    [InlineData("POST", "/retry")]
    [InlineData("DELETE", "")]
    public async Task What_of_another_owner_has_ended_is_not_there_either(string method, string path)
    {
        var ada = await locked.ClientAsync("author", "ada");
        var ended = await RunAsync(ada, Pipelines.Failing);
        using var bob = await StrangerAsync("author", "bob");
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/executions/{ended}{path}");
        await bob.SendAsync(request).ProblemAsync(404, "NOT_FOUND");

        Assert.Equal(1, (await ada.GetExecutionAtAsync(ended, 1)).Sequence);
        Assert.Equal(ended, (await ada.RetryAsync(ended, new RetryRequest())).RetryOf);
        await ada.DeleteExecutionAsync(ended);
    }

    [Fact]
    public async Task What_is_done_to_many_is_done_to_ones_own_alone()
    {
        var (hal, ida) = (await locked.ClientAsync("author", "hal"), await locked.ClientAsync("author", "ida"));
        var (broken, others) = (await RunAsync(hal, Pipelines.Failing), await RunAsync(ida, Pipelines.Failing));
        var live = (await hal.RunEphemeralAsync(TestNode.Request(Pipelines.Waiting))).Id;
        var othersLive = (await ida.RunEphemeralAsync(TestNode.Request(Pipelines.Waiting))).Id;
        var failed = new ExecutionQuery { Status = "failed" };
        var running = new ExecutionQuery { Status = "pending,running" };

        foreach (var (query, own) in new[] { (failed, broken), (running, live) })
        {
            var matched =
                query == failed
                    ? await hal.RetryAllAsync(query, new BulkRequest(), dryRun: true)
                    : await hal.CancelAllAsync(query, new BulkRequest(), dryRun: true);
            Assert.Equal((own, 1), (Assert.Single(matched.Results).Id, matched.TotalCount));
        }

        Assert.Equal(live, Assert.Single((await hal.CancelAllAsync(running, new BulkRequest())).Results).Id);
        var retried = Assert.Single((await hal.RetryAllAsync(failed, new BulkRequest())).Results);
        Assert.Equal(broken, retried.Id);
        var retry = await ida.ListExecutionsAsync(new ExecutionQuery());
        Assert.Equal([othersLive, others], retry.Executions.Select(execution => execution.Id));
        Assert.Equal("running", (await ida.GetExecutionAsync(othersLive)).Status);
        Assert.Equal(broken, (await hal.GetExecutionAsync(retried.RetryId!)).RetryOf);
        await ida.CancelAsync(othersLive);
    }

    [Fact]
    public async Task A_saved_pipeline_and_its_executions_are_counted_for_their_owner()
    {
        var (jan, kim) = (await locked.ClientAsync("author", "jan"), await locked.ClientAsync("author", "kim"));
        var all = await locked.ClientAsync("author");
        var pipeline = await jan.CreatePipelineAsync(new PipelineRequest { DefinitionText = Pipelines.Hello });
        var start = new StartPipelineRequest { PipelineId = pipeline.Id, Wait = true };
        await Assert.ThrowsAsync<NotFoundException>(() => kim.StartPipelineAsync(start));
        await Assert.ThrowsAsync<NotFoundException>(() => kim.GetPipelineAsync(pipeline.Id));
        var mine = (await jan.StartPipelineAsync(start)).Id;
        var nobodys = (await all.StartPipelineAsync(start)).Id;

        var query = new ExecutionQuery { PipelineId = pipeline.Id };
        Assert.Equal([mine], await ListAsync(jan, query));
        Assert.Empty(await ListAsync(kim, query));
        Assert.Equal([nobodys, mine], await ListAsync(all, query));
        Assert.Equal([mine], await ListAsync(jan, query with { Status = "completed" }));
    }

    [Fact]
    public async Task An_idempotency_key_of_another_owner_names_nothing()
    {
        var (fay, gus) = (await locked.ClientAsync("author", "fay"), await locked.ClientAsync("author", "gus"));
        var request = TestNode.Request(Pipelines.Hello) with { IdempotencyKey = "same" };
        var first = await fay.RunEphemeralAsync(request);
        Assert.Equal(first.Id, (await fay.RunEphemeralAsync(request)).Id);
        Assert.NotEqual(first.Id, (await gus.RunEphemeralAsync(request)).Id);

        var pipeline = new PipelineRequest { DefinitionText = Pipelines.Hello, IdempotencyKey = "same pipeline" };
        var saved = await fay.CreatePipelineAsync(pipeline);
        Assert.Equal(saved.Id, (await fay.CreatePipelineAsync(pipeline)).Id);
        Assert.NotEqual(saved.Id, (await gus.CreatePipelineAsync(pipeline)).Id);
    }

    [Fact]
    public async Task The_app_speaks_for_a_user()
    {
        using var place = new TestFolder();
        var settings = TestNode.Settings(place.Path, NodeKind.Serve, port: 0, database: null);
        await using var node = await TestNode.OnAsync(settings with { AppToken = "the app" });
        const string user = "8d3c5a0e-0d9a-4f0c-9a51-0a7f4f6a2b11";
        var (app, mine, others) = (For(node), For(node, user), For(node, "00000000-0000-0000-0000-000000000001"));
        var started = await mine.RunEphemeralAsync(TestNode.Request(Pipelines.Hello));
        Assert.Equal(started.Id, (await For(node, user.ToUpperInvariant()).GetExecutionAsync(started.Id)).Id);
        Assert.Equal(started.Id, (await app.GetExecutionAsync(started.Id)).Id);
        await Assert.ThrowsAsync<NotFoundException>(() => others.GetExecutionAsync(started.Id));
        Assert.Empty((await others.ListExecutionsAsync(new ExecutionQuery())).Executions);
    }

    [Theory]
    [InlineData("me")]
    [InlineData("")]
    [InlineData("8d3c5a0e0d9a4f0c9a510a7f4f6a2b11")]
    [InlineData("8d3c5a0e-0d9a-4f0c-9a51-0a7f4f6a2b11, 8d3c5a0e-0d9a-4f0c-9a51-0a7f4f6a2b11")]
    public async Task A_malformed_user_is_400(string user)
    {
        await using var node = await TestNode.StartAsync();
        var sent = node.SendAsync(HttpMethod.Get, "/executions", null, ("X-User-ID", user));
        Assert.Equal("X-User-ID", (await sent.ProblemAsync(400, "VALIDATION_ERROR")).Param);
    }

    [Fact]
    public async Task The_holder_of_a_key_may_not_speak_for_users()
    {
        using var http = await StrangerAsync("admin", owner: null);
        http.DefaultRequestHeaders.Add("X-User-ID", "8d3c5a0e-0d9a-4f0c-9a51-0a7f4f6a2b11");
        var problem = await http.GetAsync(new Uri("/executions", UriKind.Relative)).ProblemAsync(403, "FORBIDDEN");
        Assert.Equal("X-User-ID", problem.Param);
    }

    private static BudPipelineClient For(TestNode node, string? user = null)
    {
        var http = new HttpClient { BaseAddress = node.Url, Timeout = TestNode.Patience };
        http.DefaultRequestHeaders.Add("dapr-api-token", "the app");
        if (user is not null)
        {
            http.DefaultRequestHeaders.Add("X-User-ID", user);
        }

        return new BudPipelineClient(http, TimeProvider.System);
    }

    private static async Task<string> RunAsync(BudPipelineClient client, string definition, params string[] tags)
    {
        var request = TestNode.Request(definition) with { Wait = true, Timeout = 60, Tags = tags };
        return (await client.RunEphemeralAsync(request)).Id;
    }

    private static async Task<IEnumerable<string>> ListAsync(BudPipelineClient client, ExecutionQuery query)
    {
        var page = await client.ListExecutionsAsync(query);
        Assert.Equal(page.Executions.Count, page.Pagination.TotalCount);
        return page.Executions.Select(execution => execution.Id);
    }

    private async Task<HttpClient> StrangerAsync(string role, string? owner) =>
        locked.Stranger(("X-API-Key", (await locked.KeyAsync(role, owner)).Key));
}
