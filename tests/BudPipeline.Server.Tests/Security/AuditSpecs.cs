using System.Text.Json;
using BudPipeline.Client;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Security;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BudPipeline.Server.Tests.Security;

/// <summary>Who asked for what, and what came of it.</summary>
public sealed class AuditSpecs(LockedNode locked) : IClassFixture<LockedNode>
{
    private static readonly string[] ChangesNothing = ["/validate", "/api/v1/validate"];

    [Fact]
    public void Every_route_that_changes_something_is_audited()
    {
        var routes = locked
            .Node.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route =>
                route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { } methods
                && !methods.All(method => method is "GET" or "HEAD")
            )
            .ToList();
        Assert.NotEmpty(routes);
        var silent = routes
            .Where(route => route.Metadata.GetMetadata<AuditedAction>() is null)
            .Select(route => "/" + route.RoutePattern.RawText!.Trim('/'));
        Assert.Equal(ChangesNothing.Order(), silent.Order());
        Assert.DoesNotContain(routes, route => route.Metadata.GetMetadata<IAllowAnonymous>() is not null);
    }

    [Fact]
    public async Task A_start_and_a_command_are_written_with_who_what_and_what_came_of_it()
    {
        var key = await locked.KeyAsync("author", "ada");
        var ada = BudPipelineClient.For(locked.Node.Url, TimeProvider.System, key.Key);
        var started = await ada.RunEphemeralAsync(TestNode.Request(Pipelines.Waiting));
        await ada.CancelAsync(started.Id);
        await Assert.ThrowsAsync<ConflictException>(async () =>
        {
            await ada.WatchAsync(started.Id).AllAsync();
            await ada.CancelAsync(started.Id);
        });

        var entries = await ReadAsync(new AuditQuery { Target = started.Id });

        Assert.Equal(
            [
                ("execution.cancel", "refused", 409, "ALREADY_ENDED"),
                ("execution.cancel", "done", 200, null),
                ("execution.start", "done", 201, null),
            ],
            entries.Select(e => (e.Action, e.Outcome, e.Status, e.Code))
        );
        Assert.All(
            entries,
            e => Assert.Equal(($"key:{key.Details.Name}", "ada", "127.0.0.1"), (e.Actor, e.Owner, e.Address))
        );
    }

    [Fact]
    public async Task A_start_that_waits_is_written_before_it_ends()
    {
        var client = await locked.ClientAsync("author", "waiter");
        using var leave = new CancellationTokenSource();
        var request = TestNode.Request(Pipelines.Waiting) with { Wait = true, Timeout = 600 };
        var waiting = client.RunEphemeralAsync(request, leave.Token);
        var query = new ExecutionQuery { Status = "running" };
        using var patience = new CancellationTokenSource(TestNode.Patience);
        var page = await client.ListExecutionsAsync(query, patience.Token);
        while (page.Executions.Count == 0)
        {
            page = await client.ListExecutionsAsync(query, patience.Token);
        }

        var entry = Assert.Single(await ReadAsync(new AuditQuery { Target = page.Executions[0].Id }));
        Assert.Equal(("execution.start", "done"), (entry.Action, entry.Outcome));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await client.CancelAsync(page.Executions[0].Id);
    }

    [Fact]
    public async Task What_was_refused_to_somebody_known_is_written()
    {
        var key = await locked.KeyAsync("viewer");
        var client = BudPipelineClient.For(locked.Node.Url, TimeProvider.System, key.Key);
        await Assert.ThrowsAsync<PermissionException>(() =>
            client.RunEphemeralAsync(TestNode.Request(Pipelines.Hello))
        );
        var entry = Assert.Single(await ReadAsync(new AuditQuery { Actor = $"key:{key.Details.Name}" }));
        Assert.Null(entry.Target);
        Assert.Equal(
            ("execution.start", "refused", 403, "FORBIDDEN"),
            (entry.Action, entry.Outcome, entry.Status, entry.Code)
        );
    }

    [Fact]
    public async Task Keys_are_written_without_what_is_secret_of_them()
    {
        var key = await locked.KeyAsync("viewer");
        await locked.Node.Client.RevokeKeyAsync(key.Details.Id);
        var entries = await ReadAsync(new AuditQuery { Target = key.Details.Id });
        Assert.Equal(["key.revoke", "key.create"], entries.Select(e => e.Action));
        Assert.DoesNotContain(key.Key, await locked.Node.GetTextAsync("/api/v1/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_done_to_many_is_written_for_each()
    {
        var key = await locked.KeyAsync("author", "many");
        var client = BudPipelineClient.For(locked.Node.Url, TimeProvider.System, key.Key);
        var pipeline = await client.CreatePipelineAsync(new PipelineRequest { DefinitionText = Pipelines.Waiting });
        var sets = Enumerable.Repeat(JsonElement.Parse("{}"), 3).ToArray();
        var batch = await client.StartBatchAsync(new BatchRequest { PipelineId = pipeline.Id, ParamSets = sets });
        await client.CancelAllAsync(new ExecutionQuery { PipelineId = pipeline.Id }, new BulkRequest());

        var entries = await ReadAsync(new AuditQuery { Actor = $"key:{key.Details.Name}" });
        var started = batch.Results.Select(result => result.Id).Order();
        foreach (var action in (string[])["execution.start", "execution.cancel"])
        {
            Assert.Equal(started, entries.Where(e => e.Action == action).Select(e => e.Target).Order());
        }

        Assert.Equal(pipeline.Id, Assert.Single(entries, e => e.Action == "pipeline.create").Target);
        Assert.All(entries, e => Assert.Equal("done", e.Outcome));
    }

    [Fact]
    public async Task A_fault_is_written_as_failed()
    {
        await using var node = await TestNode.StartAsync(services =>
            services.AddSingleton<IExecutionIds>(new FaultyIds())
        );
        await Assert.ThrowsAsync<ServerException>(() => node.StartAsync(Pipelines.Hello));
        var entry = Assert.Single((await node.Client.GetAuditAsync(new AuditQuery())).Entries);
        Assert.Equal(
            ("anonymous", "execution.start", "failed", 500, "INTERNAL"),
            (entry.Actor, entry.Action, entry.Outcome, entry.Status, entry.Code)
        );
    }

    [Fact]
    public async Task Pages_follow_each_other_and_filters_hold()
    {
        var key = await locked.KeyAsync("author");
        var client = BudPipelineClient.For(locked.Node.Url, TimeProvider.System, key.Key);
        List<string> ids = [];
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await client.RunEphemeralAsync(TestNode.Request(Pipelines.Hello))).Id);
        }

        var query = new AuditQuery
        {
            Actor = $"key:{key.Details.Name}",
            Action = "execution.start",
            Limit = 2,
        };
        List<string?> seen = [];
        long? cursor = null;
        do
        {
            var page = await locked.Node.Client.GetAuditAsync(query with { Cursor = cursor });
            seen.AddRange(page.Entries.Select(e => e.Target));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal(Enumerable.Reverse(ids), seen);
        Assert.Empty(await ReadAsync(query with { Outcome = "failed" }));
        Assert.Empty(await ReadAsync(query with { Until = "1h" }));
        Assert.Equal(2, (await ReadAsync(query with { Since = "1h" })).Count);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("outcome=good", "outcome")]
    [InlineData("since=yesterday", "since")]
    public async Task A_bad_value_is_named(string query, string param)
    {
        var sent = locked.Node.SendAsync(HttpMethod.Get, $"/api/v1/audit?{query}", null);
        Assert.Equal(param, (await sent.ProblemAsync(400, "VALIDATION_ERROR")).Param);
    }

    private async Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditQuery query) =>
        (await locked.Node.Client.GetAuditAsync(query)).Entries;

    private sealed class FaultyIds : IExecutionIds
    {
        public string Next() => throw new InvalidOperationException("broken");
    }
}
