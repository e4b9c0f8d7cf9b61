using System.Text.Json;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Pipelines;

namespace BudPipeline.Server.Tests.Api;

/// <summary>Many executions at once, and deleting one.</summary>
public sealed class BulkSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private TestNode Node => fixture.Node;

    [Fact]
    public async Task A_batch_starts_one_execution_a_set_of_parameters()
    {
        var pipeline = await SaveAsync(Pipelines.Hello);
        var request = new BatchRequest
        {
            PipelineId = pipeline.Id,
            Params = JsonElement.Parse("""{"who":"all","times":2}"""),
            ParamSets = [Object("""{"who":"one"}"""), Object("{}"), Object("""{"times":"many"}""")],
            Tags = ["batch"],
            IdempotencyKey = Path.GetRandomFileName(),
        };
        var report = await Node.Client.StartBatchAsync(request);
        Assert.Equal(["started", "started", "failed"], report.Results.Select(r => r.Outcome));
        Assert.Equal("INVALID_PARAMS", report.Results[2].Problem?.Code);
        var first = await Node.Client.GetExecutionAsync(report.Results[0].Id!);
        Assert.Equal("one", first.Params.GetProperty("who").GetString());
        Assert.Equal(2, first.Params.GetProperty("times").GetInt32());
        Assert.Equal(["batch"], first.Tags);
        var second = await Node.Client.GetExecutionAsync(report.Results[1].Id!);
        Assert.Equal("all", second.Params.GetProperty("who").GetString());

        var again = await Node.Client.StartBatchAsync(request);
        Assert.Equal(report.Results.Select(r => r.Id), again.Results.Select(r => r.Id));
    }

    [Theory]
    [InlineData("""{"pipeline_id":"p"}""")]
    [InlineData("""{"pipeline_id":"p","param_sets":[]}""")]
    [InlineData("""{"pipeline_id":"p","param_sets":[1]}""")]
    public async Task A_batch_without_sets_is_refused(string body)
    {
        var problem = await Node.PostAsync("/executions/batch", body).ProblemAsync(400, "VALIDATION_ERROR");
        Assert.Equal("param_sets", problem.Param);
    }

    [Fact]
    public async Task What_matches_is_cancelled_and_then_retried_after_a_dry_run_named_it()
    {
        var pipeline = await SaveAsync(Pipelines.Waiting);
        var query = new ExecutionQuery { PipelineId = pipeline.Id };
        var started = await Node.Client.StartBatchAsync(
            new() { PipelineId = pipeline.Id, ParamSets = [Object("{}"), Object("{}"), Object("{}")] }
        );
        var ids = started.Results.Select(r => r.Id!).Order(StringComparer.Ordinal).ToList();
        var dry = await Node.Client.CancelAllAsync(query, new(), dryRun: true);
        Assert.True(dry.DryRun);
        Assert.Equal(3, dry.TotalCount);
        Assert.Equal(ids, dry.Results.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.All(dry.Results, r => Assert.Equal("matched", r.Outcome));
        Assert.All(
            (await Node.Client.ListExecutionsAsync(query)).Executions,
            e => Assert.False(StatusWords.IsTerminal(e.Status))
        );

        var first = await Node.Client.CancelAllAsync(query with { Limit = 2 }, new() { Reason = "enough" });
        Assert.Equal(2, first.Results.Count);
        Assert.NotNull(first.NextCursor);
        var rest = await Node.Client.CancelAllAsync(query with { Cursor = first.NextCursor }, new());
        Assert.Single(rest.Results);
        foreach (var id in ids)
        {
            await Node.Client.WatchAsync(id).AllAsync();
        }

        Assert.Equal("enough", (await Node.Client.GetExecutionAsync(first.Results[0].Id!)).Error?.Message);
        Assert.Empty((await Node.Client.CancelAllAsync(query, new())).Results);
        var retried = await Node.Client.RetryAllAsync(query, new() { Mode = "restart" });
        Assert.Equal(ids, retried.Results.Select(r => r.Id).Order(StringComparer.Ordinal));
        foreach (var result in retried.Results)
        {
            var retry = await Node.Client.GetExecutionAsync(result.RetryId!);
            Assert.Equal(result.Id, retry.RetryOf);
            await Node.Client.CancelAsync(retry.Id);
        }
    }

    [Theory]
    [InlineData("/executions/cancel")]
    [InlineData("/executions/retry")]
    [InlineData("/executions/cancel?limit=5&dry_run=true")]
    public async Task Everything_at_once_has_to_be_said(string path) =>
        await Node.PostAsync(path, "{}").ProblemAsync(400, "VALIDATION_ERROR");

    [Fact]
    public async Task What_has_ended_is_neither_cancelled_nor_what_completed_retried()
    {
        var pipeline = await SaveAsync(Pipelines.Hello);
        await Node.Client.StartPipelineAsync(new() { PipelineId = pipeline.Id, Wait = true });
        var query = new ExecutionQuery { PipelineId = pipeline.Id, Status = "completed" };
        Assert.Equal(0, (await Node.Client.CancelAllAsync(query, new())).TotalCount);
        Assert.Equal(0, (await Node.Client.RetryAllAsync(query, new())).TotalCount);
    }

    [Fact]
    public async Task A_deleted_execution_is_gone_from_lists_and_totals()
    {
        var pipeline = await SaveAsync(Pipelines.Hello);
        var start = new StartPipelineRequest
        {
            PipelineId = pipeline.Id,
            Tags = [Path.GetRandomFileName()],
            Wait = true,
        };
        var kept = await Node.Client.StartPipelineAsync(start);
        var done = await Node.Client.StartPipelineAsync(start);
        await Node.Client.DeleteExecutionAsync(done.Id);

        await Assert.ThrowsAsync<NotFoundException>(() => Node.Client.GetExecutionAsync(done.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => Node.Client.DeleteExecutionAsync(done.Id));
        foreach (
            var query in (ExecutionQuery[])
                [
                    new() { PipelineId = pipeline.Id },
                    new() { Tags = start.Tags },
                    new() { Tags = start.Tags, Status = "completed" },
                ]
        )
        {
            var page = await Node.Client.ListExecutionsAsync(query);
            Assert.Equal([kept.Id], page.Executions.Select(e => e.Id));
            Assert.Equal(1, page.Pagination.TotalCount);
        }

        Assert.Equal(1, (await Node.Client.GetPipelineAsync(pipeline.Id)).ExecutionCount);
        Assert.Equal("completed", (await Node.Client.GetExecutionAsync(kept.Id)).Status);
    }

    [Fact]
    public async Task A_live_execution_is_not_deleted()
    {
        var started = await Node.StartAsync(Pipelines.Waiting);
        await Node.SendAsync(HttpMethod.Delete, $"/executions/{started.Id}", null).ProblemAsync(409, "NOT_ENDED");
        await Node.Client.CancelAsync(started.Id);
    }

    private static JsonElement Object(string json) => JsonElement.Parse(json);

    private Task<PipelineDocument> SaveAsync(string definition) =>
        Node.Client.CreatePipelineAsync(
            new PipelineRequest { Name = $"pipeline {Path.GetRandomFileName()}", DefinitionText = definition }
        );
}
