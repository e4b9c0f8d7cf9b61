using System.Text.Json;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Pipelines;

namespace BudPipeline.Server.Tests.Api;

/// <summary>The versions of saved pipelines, and taking pipelines elsewhere.</summary>
public sealed class PipelineHistorySpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private TestNode Node => fixture.Node;

    [Fact]
    public async Task Each_change_of_the_definition_is_a_version()
    {
        var pipeline = await SaveAsync("version: a\nsteps: [{id: one, action: log, params: {message: hi}}]\n");
        await Node.Client.UpdatePipelineAsync(pipeline.Id, new() { Description = "no new definition" });
        await Node.Client.UpdatePipelineAsync(
            pipeline.Id,
            new()
            {
                DefinitionText = "# a comment\nversion: a\nsteps: [{id: one, action: log, params: {message: hi}}]\n",
            }
        );
        var changed = await Node.Client.UpdatePipelineAsync(pipeline.Id, new() { DefinitionText = Pipelines.Hello });
        var back = await Node.Client.UpdatePipelineAsync(
            pipeline.Id,
            new() { DefinitionText = pipeline.DefinitionText }
        );

        var versions = await Node.Client.ListPipelineVersionsAsync(pipeline.Id);
        Assert.Equal([3, 2, 1], versions.Select(v => v.Number));
        Assert.Equal([pipeline.Hash, changed.Hash, pipeline.Hash], versions.Select(v => v.Hash));
        Assert.Equal([back.Revision, changed.Revision, 1], versions.Select(v => v.Revision));
        Assert.Equal(["a", "2.1", "a"], versions.Select(v => v.Version));

        var second = await Node.Client.GetPipelineVersionAsync(pipeline.Id, "2");
        Assert.Equal(Pipelines.Hello, second.DefinitionText);
        Assert.Equal(2, (await Node.Client.GetPipelineVersionAsync(pipeline.Id, changed.Hash!)).Number);
        Assert.Equal(3, (await Node.Client.GetPipelineVersionAsync(pipeline.Id, pipeline.Hash!)).Number);
        await Assert.ThrowsAsync<NotFoundException>(() => Node.Client.GetPipelineVersionAsync(pipeline.Id, "4"));
    }

    [Fact]
    public async Task A_diff_names_what_was_added_removed_and_changed()
    {
        var pipeline = await SaveAsync(
            "steps: [{id: one, action: log, params: {message: hi}}, {id: two, action: log}]\n"
        );
        await Node.Client.UpdatePipelineAsync(
            pipeline.Id,
            new()
            {
                DefinitionText = "steps: [{id: one, action: log, params: {message: ho}}, {id: three, action: log}]\n",
            }
        );
        var diff = await Node.Client.DiffPipelineAsync(pipeline.Id);
        Assert.Equal((1, 2), (diff.From, diff.To));
        Assert.Equal(
            ["steps (order) changed", "steps.one.params.message changed", "steps.three added", "steps.two removed"],
            diff.Changes.Select(change => $"{change.Path} {change.Kind}")
        );
        Assert.Equal("ho", diff.Changes[1].After?.GetString());
        var reverse = await Node.Client.DiffPipelineAsync(pipeline.Id, from: "2", to: "1");
        Assert.Equal("hi", reverse.Changes[1].After?.GetString());
        Assert.Empty((await Node.Client.DiffPipelineAsync(pipeline.Id, from: "1", to: "1")).Changes);
        await Assert.ThrowsAsync<NotFoundException>(() => Node.Client.DiffPipelineAsync(pipeline.Id, to: "1"));
    }

    [Theory]
    [InlineData("/versions")]
    [InlineData("/versions/1")]
    [InlineData("/diff")]
    public async Task An_unknown_pipeline_has_no_history(string path) =>
        await Node.SendAsync(HttpMethod.Get, $"/pipelines/pipe_nobody{path}", null).ProblemAsync(404, "NOT_FOUND");

    [Fact]
    public async Task What_one_server_exports_another_imports()
    {
        var mark = NewName();
        var yaml = await Node.Client.CreatePipelineAsync(
            new()
            {
                Name = $"{mark} yaml",
                Tags = ["t"],
                DefinitionText = Pipelines.Hello,
            }
        );
        var json = await Node.Client.CreatePipelineAsync(
            new() { Name = $"{mark} json", Dag = JsonElement.Parse("""{"steps":[{"id":"a","action":"log"}]}""") }
        );
        var bundle = await Node.Client.ExportPipelinesAsync(new() { NameContains = mark });

        await using var other = await TestNode.StartAsync();
        var report = await other.Client.ImportPipelinesAsync(bundle);
        Assert.Equal(["created", "created"], report.Results.Select(r => r.Outcome));
        var found = (await other.Client.ListPipelinesAsync(new() { NameContains = mark })).Pipelines;
        Assert.Equal(
            new[] { json.Hash, yaml.Hash }.Order(StringComparer.Ordinal),
            found.Select(p => p.Hash).Order(StringComparer.Ordinal)
        );
        var read = await other.Client.GetPipelineAsync(found.Single(p => p.Name == yaml.Name).Id);
        Assert.Equal(Pipelines.Hello, read.DefinitionText);
        Assert.Equal(["t"], read.Tags);

        var again = await other.Client.ImportPipelinesAsync(bundle);
        Assert.All(again.Results, r => Assert.Equal(("failed", "NAME_TAKEN"), (r.Outcome, r.Problem?.Code)));
        var skipped = await other.Client.ImportPipelinesAsync(bundle with { OnConflict = "skip" });
        Assert.All(skipped.Results, r => Assert.Equal("skipped", r.Outcome));
        var changed = bundle with
        {
            OnConflict = "update",
            Pipelines =
            [
                bundle.Pipelines[0] with
                {
                    Description = "new",
                },
                new() { Name = "bad", DefinitionText = "steps: 1" },
            ],
        };
        var updated = await other.Client.ImportPipelinesAsync(changed);
        Assert.Equal(["updated", "failed"], updated.Results.Select(r => r.Outcome));
        Assert.Equal("new", (await other.Client.GetPipelineAsync(updated.Results[0].Id!)).Description);
    }

    [Theory]
    [InlineData("""{"pipelines":[null]}""", "pipelines")]
    [InlineData("""{"pipelines":null}""", "pipelines")]
    [InlineData("""{"pipelines":[],"on_conflict":"fight"}""", "on_conflict")]
    public async Task A_bad_import_names_its_field(string body, string param)
    {
        var problem = await Node.PostAsync("/pipelines/import", body).ProblemAsync(400, "VALIDATION_ERROR");
        Assert.Equal(param, problem.Param);
    }

    private static string NewName() => $"pipeline {Path.GetRandomFileName()}";

    private Task<PipelineDocument> SaveAsync(string definition) =>
        Node.Client.CreatePipelineAsync(new PipelineRequest { Name = NewName(), DefinitionText = definition });
}
