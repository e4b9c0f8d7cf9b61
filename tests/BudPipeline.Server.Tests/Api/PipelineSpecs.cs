using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;

namespace BudPipeline.Server.Tests.Api;

public sealed class PipelineSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string OneStep = """{"steps":[{"id":"only","action":"log","params":{"message":"hi"}}]}""";
    private const string TwoSteps =
        """{"version":"3","steps":[{"id":"one","action":"log"},{"id":"two","action":"log","depends_on":["one"]}]}""";

    private TestNode Node => fixture.Node;

    [Theory]
    [InlineData("/pipelines", "dag")]
    [InlineData("/pipelines", "definition")]
    [InlineData("/api/v1/pipelines", "pipeline_definition")]
    public async Task A_saved_definition_reads_as_it_was_given(string path, string field)
    {
        var name = NewName();
        var created = await SentAsync(
            HttpMethod.Post,
            path,
            $$"""{"name":"{{name}}","description":"d","icon":"rocket","tags":["a","b"],"{{field}}":{{OneStep}}}""",
            HttpStatusCode.Created
        );
        Assert.StartsWith("pipe_", created.Id, StringComparison.Ordinal);
        Assert.Equal(
            (name, "d", "rocket", "active"),
            (created.Name, created.Description, created.Icon, created.Status)
        );
        Assert.Equal((1, 1, "1.0"), (created.Revision, created.StepCount, created.Version));
        Assert.Equal(["a", "b"], created.Tags);

        var read = await Node.Client.GetPipelineAsync(created.Id);
        Assert.Equal(OneStep, read.Definition?.GetRawText());
        Assert.Equal(OneStep, read.Dag?.GetRawText());
        Assert.Equal((created.Hash, created.CreatedAt), (read.Hash, read.CreatedAt));
        Assert.Equal(64, read.Hash?.Length);
    }

    [Fact]
    public async Task A_definition_in_yaml_keeps_its_text_and_its_own_name()
    {
        var yaml = $"# why\nname: {NewName()}\nversion: '7'\nsteps: [{"{"}id: a, action: log{"}"}]\n";
        var created = await Node.Client.CreatePipelineAsync(new() { DefinitionText = yaml });
        Assert.Equal(yaml, created.DefinitionText);
        Assert.Equal("7", created.Version);
        Assert.Contains(created.Name, yaml, StringComparison.Ordinal);
        Assert.Equal("a", created.Definition?.GetProperty("steps")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_hash_is_the_definitions_whatever_the_pipeline_is_called()
    {
        var first = await CreateAsync(OneStep);
        var second = await CreateAsync(OneStep);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Hash, second.Hash);
    }

    [Fact]
    public async Task Without_steps_it_is_a_draft_until_it_gets_some()
    {
        var draft = await CreateAsync("""{"steps":[]}""");
        Assert.Equal(("draft", 0, null), (draft.Status, draft.StepCount, draft.Hash));
        await Node.SendAsync(HttpMethod.Put, $"/pipelines/{draft.Id}", Json("""{"status":"active"}"""))
            .ProblemAsync(400, "VALIDATION_ERROR");
        var active = await UpdateAsync(draft.Id, $$"""{"dag":{{TwoSteps}}}""");
        Assert.Equal(("active", 2, "3", 2), (active.Status, active.StepCount, active.Version, active.Revision));
        var again = await UpdateAsync(draft.Id, """{"dag":{}}""");
        Assert.Equal(("draft", 0), (again.Status, again.StepCount));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task An_update_changes_only_what_it_names(string method)
    {
        var created = await CreateAsync(OneStep);
        var name = NewName();
        var updated = await SentAsync(
            new HttpMethod(method),
            $"/pipelines/{created.Id}",
            $$"""{"name":"{{name}}","description":"later"}""",
            HttpStatusCode.OK
        );
        Assert.Equal((name, "later", 2), (updated.Name, updated.Description, updated.Revision));
        Assert.Equal((created.Hash, created.Status), (updated.Hash, updated.Status));
        Assert.True(updated.UpdatedAt >= created.UpdatedAt);
        var cleared = await UpdateAsync(created.Id, """{"description":""}""");
        Assert.Null(cleared.Description);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_no_new_revision()
    {
        var created = await CreateAsync(OneStep);
        var same = await UpdateAsync(created.Id, $$"""{"name":"{{created.Name}}","dag":{{OneStep}}}""");
        Assert.Equal(1, same.Revision);
    }

    [Theory]
    [InlineData("""{"revision":1,"description":"late"}""")]
    [InlineData("""{"version":1,"description":"late"}""")]
    [InlineData("""{"version":"1","description":"late"}""")]
    public async Task Of_two_updates_of_one_revision_the_second_is_409(string body)
    {
        var created = await CreateAsync(OneStep);
        await UpdateAsync(created.Id, """{"revision":1,"description":"first"}""");
        var problem = await Node.SendAsync(HttpMethod.Put, $"/pipelines/{created.Id}", Json(body))
            .ProblemAsync(409, "REVISION_CONFLICT");
        Assert.Contains("revision 2", problem.Detail, StringComparison.Ordinal);
        Assert.Equal("first", (await Node.Client.GetPipelineAsync(created.Id)).Description);
    }

    [Fact]
    public async Task Of_many_updates_of_one_revision_at_once_one_is_made()
    {
        var created = await CreateAsync(OneStep);
        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async i =>
                {
                    using var answer = await Node.SendAsync(
                        HttpMethod.Patch,
                        $"/pipelines/{created.Id}",
                        Json($$"""{"description":"{{i}}"}"""),
                        ("If-Match", "\"1\"")
                    );
                    return (int)answer.StatusCode;
                })
        );
        Assert.Single(statuses, 200);
        Assert.Equal(7, statuses.Count(status => status == 412));
        Assert.Equal(2, (await Node.Client.GetPipelineAsync(created.Id)).Revision);
    }

    [Fact]
    public async Task The_etag_is_what_if_match_takes()
    {
        var created = await CreateAsync(OneStep);
        using var read = await Node.SendAsync(HttpMethod.Get, $"/pipelines/{created.Id}", null);
        Assert.Equal("\"1\"", read.Headers.ETag?.Tag);
        foreach (var stale in (string[])["\"2\"", "W/\"1\"", "\"x\"", "nonsense"])
        {
            await Node.SendAsync(
                    HttpMethod.Put,
                    $"/pipelines/{created.Id}",
                    Json("""{"description":"no"}"""),
                    ("If-Match", stale)
                )
                .ProblemAsync(412, "PRECONDITION_FAILED");
            await Node.SendAsync(HttpMethod.Delete, $"/pipelines/{created.Id}", null, ("If-Match", stale))
                .ProblemAsync(412, "PRECONDITION_FAILED");
        }

        var updated = await Node.Client.UpdatePipelineAsync(created.Id, new() { Description = "yes" }, ifRevision: 1);
        Assert.Equal("yes", updated.Description);
        await Assert.ThrowsAsync<ConflictException>(() =>
            Node.Client.UpdatePipelineAsync(created.Id, new() { Description = "late" }, ifRevision: 1)
        );
        using var any = await Node.SendAsync(
            HttpMethod.Put,
            $"/pipelines/{created.Id}",
            Json("""{"description":"any"}"""),
            ("If-Match", "*")
        );
        Assert.Equal(HttpStatusCode.OK, any.StatusCode);
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var (first, second) = (await CreateAsync(OneStep), await CreateAsync(OneStep));
        var problem = await Node.PostAsync("/pipelines", $$"""{"name":"{{first.Name}}","dag":{{OneStep}}}""")
            .ProblemAsync(409, "NAME_TAKEN");
        Assert.Equal("name", problem.Param);
        await Node.SendAsync(HttpMethod.Put, $"/pipelines/{second.Id}", Json($$"""{"name":"{{first.Name}}"}"""))
            .ProblemAsync(409, "NAME_TAKEN");
        await Node.Client.DeletePipelineAsync(first.Id);
        var renamed = await UpdateAsync(second.Id, $$"""{"name":"{{first.Name}}"}""");
        Assert.Equal(first.Name, renamed.Name);
    }

    [Fact]
    public async Task A_deleted_pipeline_is_gone()
    {
        var created = await CreateAsync(OneStep);
        using (var deleted = await Node.SendAsync(HttpMethod.Delete, $"/api/v1/pipelines/{created.Id}", null))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        await Assert.ThrowsAsync<NotFoundException>(() => Node.Client.GetPipelineAsync(created.Id));
        Assert.Empty((await Node.Client.ListPipelinesAsync(new() { Name = created.Name })).Pipelines);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task An_unknown_pipeline_is_404(string method) =>
        await Node.SendAsync(
                new HttpMethod(method),
                "/api/v1/pipelines/pipe_nobody",
                method is "PUT" or "PATCH" ? Json("{}") : null
            )
            .ProblemAsync(404, "NOT_FOUND");

    [Theory]
    [InlineData("""{"name":"x"}""", "pipeline_definition")]
    [InlineData("""{"dag":{"steps":[{"id":"a","action":"log"}]}}""", "name")]
    [InlineData("""{"name":" ","dag":{}}""", "name")]
    [InlineData("""{"name":"a\u0000b","dag":{}}""", "name")]
    [InlineData("""{"name":"x","tags":[""],"dag":{}}""", "tags")]
    [InlineData("""{"name":"x","status":"asleep","dag":{}}""", "status")]
    [InlineData("""{"name":"x","dag":{},"definition":{}}""", "pipeline_definition")]
    public async Task A_bad_request_names_its_field(string body, string param)
    {
        var problem = await Node.PostAsync("/pipelines", body).ProblemAsync(400, "VALIDATION_ERROR");
        Assert.Equal(param, problem.Param);
    }

    [Fact]
    public async Task A_definition_that_cannot_run_is_refused_with_all_that_is_wrong()
    {
        var problem = await Node.PostAsync(
                "/pipelines",
                """{"name":"x","dag":{"steps":[{"id":"a","action":"log","depends_on":["b","c"]}]}}"""
            )
            .ProblemAsync(400, "INVALID_DEFINITION");
        Assert.Equal(2, problem.Errors?.Count);
    }

    [Fact]
    public async Task An_archived_one_is_listed_only_when_asked_for()
    {
        var created = await CreateAsync(OneStep);
        Assert.Equal("archived", (await UpdateAsync(created.Id, """{"status":"archived"}""")).Status);
        Assert.Empty(await NamesAsync($"name={created.Name}"));
        Assert.Equal([created.Name], await NamesAsync($"name={created.Name}&status=archived"));
        Assert.Equal("active", (await UpdateAsync(created.Id, """{"status":"active"}""")).Status);
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged_the_newest_first()
    {
        var mark = NewName();
        List<string> names = [];
        foreach (var (suffix, tags) in ((string, string)[])[("Red", "\"r\""), ("Red_Big", "\"r\",\"b\""), ("Blue", "")])
        {
            var created = await SentAsync(
                HttpMethod.Post,
                "/pipelines",
                $$"""{"name":"{{mark}} {{suffix}}","tags":[{{tags}}],"dag":{{OneStep}}}""",
                HttpStatusCode.Created
            );
            Assert.NotNull(created.Definition);
            names.Add(created.Name);
        }

        Assert.Equal([names[2], names[1], names[0]], await NamesAsync($"name_contains={mark}"));
        Assert.Equal([names[1], names[0]], await NamesAsync($"name_contains={mark} RED"));
        Assert.Equal([names[1]], await NamesAsync($"name_contains={mark} red_"));
        Assert.Equal([names[1], names[0]], await NamesAsync($"name_contains={mark}&tags=r"));
        Assert.Equal([names[1]], await NamesAsync($"name_contains={mark}&tag=r&tag=b"));
        Assert.Equal([names[1]], await NamesAsync($"name_contains={mark}&limit=1&offset=1"));
        Assert.Empty(await NamesAsync($"name_contains={mark}&status=draft"));

        List<string> walked = [];
        string? cursor = null;
        do
        {
            var page = await Node.Client.ListPipelinesAsync(
                new()
                {
                    NameContains = mark,
                    Limit = 2,
                    Cursor = cursor,
                }
            );
            Assert.Equal(3, page.TotalCount);
            Assert.All(page.Pipelines, p => Assert.Null(p.Definition));
            walked.AddRange(page.Pipelines.Select(p => p.Name));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal([names[2], names[1], names[0]], walked);
    }

    [Fact]
    public async Task The_link_of_a_page_leads_to_the_next()
    {
        var mark = NewName();
        await SentAsync(HttpMethod.Post, "/pipelines", Named($"{mark} 1"), HttpStatusCode.Created);
        await SentAsync(HttpMethod.Post, "/pipelines", Named($"{mark} 2"), HttpStatusCode.Created);
        using var first = await Node.SendAsync(HttpMethod.Get, $"/pipelines?name_contains={mark}&limit=1", null);
        var link = Assert.Single(first.Headers.GetValues("Link"));
        using var second = await Node.SendAsync(
            HttpMethod.Get,
            link[1..link.IndexOf('>', StringComparison.Ordinal)],
            null
        );
        var last = Assert.Single((await second.Content.ReadFromJsonAsync(BudJson.Wire.IReadOnlyListPipelineDocument))!);
        Assert.Equal($"{mark} 1", last.Name);
        Assert.False(second.Headers.Contains("Link"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("status=asleep", "status")]
    public async Task A_bad_query_is_named(string query, string param)
    {
        var problem = await Node.SendAsync(HttpMethod.Get, $"/pipelines?{query}", null)
            .ProblemAsync(400, "VALIDATION_ERROR");
        Assert.Equal(param, problem.Param);
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_finds_the_same_pipeline()
    {
        var (key, body) = (NewName(), Named(NewName()));
        using var first = await Node.PostAsync("/pipelines", body, ("Idempotency-Key", key));
        using var second = await Node.PostAsync("/pipelines", body, ("Idempotency-Key", key));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        await Node.PostAsync("/pipelines", Named(NewName()), ("Idempotency-Key", key))
            .ProblemAsync(409, "IDEMPOTENCY_CONFLICT");
    }

    private static string Named(string name) => $$"""{"name":"{{name}}","dag":{{OneStep}}}""";

    private static string NewName() => $"pipeline {Path.GetRandomFileName()}";

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private Task<PipelineDocument> CreateAsync(string dag) =>
        Node.Client.CreatePipelineAsync(new PipelineRequest { Name = NewName(), Dag = JsonElement.Parse(dag) });

    private Task<PipelineDocument> UpdateAsync(string id, string body) =>
        SentAsync(HttpMethod.Put, $"/pipelines/{id}", body, HttpStatusCode.OK);

    private async Task<PipelineDocument> SentAsync(HttpMethod method, string path, string body, HttpStatusCode status)
    {
        using var answer = await Node.SendAsync(method, path, Json(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode} instead of {status}: {text}");
        return JsonSerializer.Deserialize(text, BudJson.Wire.PipelineDocument)!;
    }

    private async Task<IEnumerable<string>> NamesAsync(string query)
    {
        var text = await Node.GetTextAsync($"/pipelines?{query}");
        return JsonSerializer.Deserialize(text, BudJson.Wire.IReadOnlyListPipelineDocument)!.Select(p => p.Name);
    }
}
