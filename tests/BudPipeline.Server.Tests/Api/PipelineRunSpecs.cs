using System.Net;
using System.Text.Json;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Pipelines;

namespace BudPipeline.Server.Tests.Api;

/// <summary>Executions of saved pipelines.</summary>
public sealed class PipelineRunSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private TestNode Node => fixture.Node;

    [Theory]
    [InlineData("/executions", "pipeline_id")]
    [InlineData("/api/v1/executions", "workflow_id")]
    public async Task A_saved_pipeline_runs_with_its_parameters(string path, string field)
    {
        var pipeline = await SaveAsync(Pipelines.Hello);
        var done = await Node.PostAsync(
                path,
                $$"""{"{{field}}":"{{pipeline.Id}}","params":{"who":"you"},"tags":["x"],"priority":"low","wait":true}"""
            )
            .DocumentAsync(HttpStatusCode.Created);
        Assert.Equal("completed", done.Status);
        Assert.Equal("hello you", done.Outputs.GetProperty("greeting").GetString());
        Assert.Equal((pipeline.Id, pipeline.Id), (done.PipelineId, done.WorkflowId));
        Assert.Equal((pipeline.Name, pipeline.Name), (done.WorkflowName, done.Pipeline.Name));
        Assert.Equal(pipeline.Hash, done.Pipeline.Hash);
        Assert.Equal(["x"], done.Tags);
        Assert.Equal("low", done.Priority);
    }

    [Fact]
    public async Task Templates_know_the_pipeline_they_run_in()
    {
        var pipeline = await SaveAsync(
            """
            outputs: {id: "{{ pipeline.id }}", name: "{{ pipeline.name }}"}
            steps: [{id: a, action: log}]
            """
        );
        var done = await StartAsync(pipeline, wait: true);
        Assert.Equal(pipeline.Id, done.Outputs.GetProperty("id").GetString());
        Assert.Equal(pipeline.Name, done.Outputs.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Executions_of_a_pipeline_are_listed_and_counted()
    {
        var pipeline = await SaveAsync(Pipelines.Waiting);
        var other = await SaveAsync(Pipelines.Hello);
        await StartAsync(other, wait: true);
        var first = await StartAsync(pipeline);
        await Node.Client.CancelAsync(first.Id);
        await Node.Client.WatchAsync(first.Id).AllAsync();
        var second = await StartAsync(pipeline);

        var page = await Node.Client.ListExecutionsAsync(new() { PipelineId = pipeline.Id });
        Assert.Equal([second.Id, first.Id], page.Executions.Select(e => e.Id));
        Assert.Equal(2, page.Pagination.TotalCount);
        Assert.All(page.Executions, e => Assert.Equal(pipeline.Id, e.PipelineId));
        var failed = await Node.Client.ListExecutionsAsync(new() { PipelineId = pipeline.Id, Status = "cancelled" });
        Assert.Equal(1, failed.Pagination.TotalCount);

        var read = await Node.Client.GetPipelineAsync(pipeline.Id);
        Assert.Equal((2, second.CreatedAt), (read.ExecutionCount, read.LastExecutionAt));
        Assert.Null(page.Executions[0].Steps);
        Assert.Equal(0, pipeline.ExecutionCount);
        await Node.Client.CancelAsync(second.Id);
    }

    [Fact]
    public async Task A_change_does_not_touch_what_has_started_and_a_deletion_neither()
    {
        var pipeline = await SaveAsync(Pipelines.Waiting);
        var started = await StartAsync(pipeline);
        await Node.Client.UpdatePipelineAsync(pipeline.Id, new() { DefinitionText = Pipelines.Hello });
        Assert.Equal("completed", (await StartAsync(pipeline, wait: true)).Status);
        await Node.Client.DeletePipelineAsync(pipeline.Id);

        var read = await Node.Client.GetExecutionAsync(started.Id);
        Assert.Equal((pipeline.Hash, pipeline.Id), (read.Pipeline.Hash, read.PipelineId));
        Assert.Equal(["first", "hour", "last"], read.Steps?.Keys);
        await Assert.ThrowsAsync<NotFoundException>(() => StartAsync(pipeline));
        await Node.Client.CancelAsync(started.Id);
    }

    [Fact]
    public async Task Drafts_and_archived_ones_do_not_run()
    {
        var draft = await Node.Client.CreatePipelineAsync(
            new() { Name = NewName(), Dag = JsonElement.Parse("""{"steps":[]}""") }
        );
        var archived = await SaveAsync(Pipelines.Hello);
        await Node.Client.UpdatePipelineAsync(archived.Id, new() { Status = "archived" });
        foreach (var id in (string[])[draft.Id, archived.Id])
        {
            await Node.PostAsync("/executions", $$"""{"pipeline_id":"{{id}}"}""")
                .ProblemAsync(409, "PIPELINE_NOT_ACTIVE");
        }
    }

    [Theory]
    [InlineData("{}", 400, "VALIDATION_ERROR")]
    [InlineData("""{"pipeline_id":"a","workflow_id":"b"}""", 400, "VALIDATION_ERROR")]
    [InlineData("""{"pipeline_id":"pipe_nobody"}""", 404, "NOT_FOUND")]
    [InlineData("""{"pipeline_id":1}""", 400, "MALFORMED_JSON")]
    public async Task A_start_that_names_no_pipeline_is_refused(string body, int status, string code) =>
        await Node.PostAsync("/executions", body).ProblemAsync(status, code);

    [Fact]
    public async Task Parameters_are_checked_against_the_pipeline()
    {
        var pipeline = await SaveAsync(Pipelines.Hello);
        await Node.PostAsync("/executions", $$$"""{"pipeline_id":"{{{pipeline.Id}}}","params":{"times":"many"}}""")
            .ProblemAsync(400, "INVALID_PARAMS");
    }

    [Fact]
    public async Task A_repeat_with_its_key_is_the_same_execution_also_after_a_change()
    {
        var pipeline = await SaveAsync(Pipelines.Hello);
        var request = new StartPipelineRequest { PipelineId = pipeline.Id, IdempotencyKey = NewName() };
        var first = await Node.Client.StartPipelineAsync(request);
        await Node.Client.UpdatePipelineAsync(
            pipeline.Id,
            new() { DefinitionText = Pipelines.Hello.Replace("said", "wrote", StringComparison.Ordinal) }
        );
        Assert.Equal(first.Id, (await Node.Client.StartPipelineAsync(request)).Id);
    }

    private static string NewName() => $"pipeline {Path.GetRandomFileName()}";

    private Task<PipelineDocument> SaveAsync(string definition) =>
        Node.Client.CreatePipelineAsync(new PipelineRequest { Name = NewName(), DefinitionText = definition });

    private Task<ExecutionDocument> StartAsync(PipelineDocument pipeline, bool wait = false) =>
        Node.Client.StartPipelineAsync(new StartPipelineRequest { PipelineId = pipeline.Id, Wait = wait });
}
