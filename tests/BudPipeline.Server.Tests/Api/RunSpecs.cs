using System.Net;
using System.Text.Json;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Tests.Api;

public sealed class RunSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string Path = "/api/v1/executions/run";
    private const string Definition = """{"name":"tiny","steps":[{"id":"a","action":"log"}]}""";

    [Fact]
    public async Task A_finished_execution_is_the_document_of_the_contract()
    {
        using var answer = await fixture.Node.PostAsync(
            Path,
            $$"""{"definition_text":{{JsonSerializer.Serialize(Pipelines.Hello)}},"params":{"who":"you"},"tags":["x","y"],"priority":"high","wait":true}"""
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var root = JsonElement.Parse(await answer.Content.ReadAsStringAsync());

        var id = root.GetProperty("id").GetString();
        Assert.StartsWith("exec_", id, StringComparison.Ordinal);
        Assert.Equal($"/api/v1/executions/{id}", answer.Headers.Location?.OriginalString);
        Assert.Equal("hello", root.GetProperty("pipeline").GetProperty("name").GetString());
        Assert.Equal("2.1", root.GetProperty("pipeline").GetProperty("version").GetString());
        Assert.Equal(64, root.GetProperty("pipeline").GetProperty("hash").GetString()?.Length);
        Assert.Equal("completed", root.GetProperty("status").GetString());
        Assert.Equal(100, root.GetProperty("progress").GetDouble());
        Assert.Equal("""{"who":"you","times":1}""", root.GetProperty("params").GetRawText());
        Assert.Equal("""{"greeting":"hello you"}""", root.GetProperty("outputs").GetRawText());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("error").ValueKind);
        Assert.EndsWith("Z", root.GetProperty("created_at").GetString(), StringComparison.Ordinal);
        Assert.True(root.GetProperty("duration_seconds").GetDouble() >= 0);
        Assert.Equal(2, root.GetProperty("completed_steps").GetInt32());
        Assert.Equal(2, root.GetProperty("total_steps").GetInt32());
        Assert.Equal(["x", "y"], root.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("high", root.GetProperty("priority").GetString());
        Assert.Equal(id, root.GetProperty("execution_id").GetString());
        Assert.Equal("ephemeral", root.GetProperty("workflow_id").GetString());

        var step = root.GetProperty("steps").GetProperty("greet");
        Assert.Equal("greet", step.GetProperty("id").GetString());
        Assert.Equal("set_output", step.GetProperty("action").GetString());
        Assert.Equal("completed", step.GetProperty("status").GetString());
        Assert.Equal(1, step.GetProperty("attempt").GetInt32());
        Assert.Equal("hello you", step.GetProperty("outputs").GetProperty("text").GetString());
        Assert.Equal(step.GetProperty("outputs").GetRawText(), step.GetProperty("output").GetRawText());
        Assert.Equal(JsonValueKind.Null, step.GetProperty("error").ValueKind);
    }

    [Theory]
    [InlineData("pipeline_definition")]
    [InlineData("definition")]
    [InlineData("dag")]
    public async Task A_definition_comes_under_any_of_its_names(string name)
    {
        var started = await fixture
            .Node.PostAsync(Path, $$$"""{"{{{name}}}":{{{Definition}}},"something_unknown":1}""")
            .DocumentAsync(HttpStatusCode.Created);
        Assert.Equal("tiny", started.Pipeline.Name);
    }

    [Theory]
    [InlineData("return=minimal", true)]
    [InlineData("wait=10, Return=\"minimal\"", false)]
    [InlineData("respond-async, return=minimal", true)]
    [InlineData("return=representation", false)]
    public async Task Who_prefers_a_minimal_answer_gets_no_steps(string preference, bool isMinimal)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Path, UriKind.Relative))
        {
            Content = new StringContent(
                $$$"""{"dag":{{{Definition}}},"wait":true}""",
                System.Text.Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.TryAddWithoutValidation("Prefer", preference);
        using var answer = await fixture.Node.Http.SendAsync(request);
        Assert.Equal(isMinimal, answer.Headers.TryGetValues("Preference-Applied", out _));
        var root = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("completed", root.GetProperty("status").GetString());
        Assert.Equal(!isMinimal, root.TryGetProperty("steps", out _));
    }

    [Fact]
    public async Task Without_waiting_the_answer_comes_before_the_end()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Waiting);
        Assert.False(StatusWords.IsTerminal(started.Status));
        await fixture.Node.Client.CancelAsync(started.Id);
    }

    [Fact]
    public async Task The_short_path_does_the_same()
    {
        var started = await fixture
            .Node.PostAsync("/executions/run", $$$"""{"dag":{{{Definition}}},"wait":true}""")
            .DocumentAsync(HttpStatusCode.Created);
        Assert.Equal("completed", started.Status);
    }

    [Fact]
    public async Task A_wait_that_runs_out_is_408_and_the_execution_goes_on()
    {
        var problem = await fixture
            .Node.PostAsync(
                Path,
                $$"""{"definition_text":{{JsonSerializer.Serialize(Pipelines.Waiting)}},"wait":true,"timeout":0.2}"""
            )
            .ProblemAsync(408, "WAIT_TIMEOUT");
        Assert.NotNull(problem.ExecutionId);
        var execution = await fixture.Node.Client.GetExecutionAsync(problem.ExecutionId);
        Assert.Equal("running", execution.Status);
        await fixture.Node.Client.CancelAsync(execution.Id);
    }

    [Fact]
    public async Task Every_error_of_a_definition_is_named_with_its_place_and_remedy()
    {
        const string text =
            "name: bad\nsteps:\n  - id: a\n    action: log\n    depends_on: [b]\n  - {id: c, action: log, depends_on: [d]}\n";
        var thrown = await Assert.ThrowsAsync<ValidationException>(() => fixture.Node.StartAsync(text));
        Assert.Equal("INVALID_DEFINITION", thrown.Code);
        Assert.Equal(2, thrown.Errors.Count);
        Assert.All(thrown.Errors, error => Assert.Contains("UNKNOWN", error.Code, StringComparison.Ordinal));
        Assert.Equal([5, 6], thrown.Errors.Select(error => error.Line));
        Assert.All(thrown.Errors, error => Assert.True(error.Column > 0 && error.Message.Length > 0));
    }

    [Fact]
    public async Task A_definition_given_as_an_object_has_paths_but_no_lines()
    {
        var problem = await fixture
            .Node.PostAsync(Path, """{"dag":{"steps":[{"id":"a","action":"log","depends_on":["x"]}]}}""")
            .ProblemAsync(400, "INVALID_DEFINITION");
        var error = Assert.Single(problem.Errors!);
        Assert.Null(error.Line);
        Assert.StartsWith("steps.0", error.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"times":"many"}""", "params.times")]
    [InlineData("""{"times":[1]}""", "params.times")]
    public async Task A_parameter_of_the_wrong_type_is_named(string given, string path)
    {
        var thrown = await Assert.ThrowsAsync<ValidationException>(() =>
            fixture.Node.StartAsync(Pipelines.Hello, given)
        );
        Assert.Equal("INVALID_PARAMS", thrown.Code);
        Assert.Equal(path, Assert.Single(thrown.Errors).Path);
    }

    [Theory]
    [InlineData("{}", "VALIDATION_ERROR", "pipeline_definition")]
    [InlineData("""{"dag":{},"definition":{}}""", "VALIDATION_ERROR", "pipeline_definition")]
    [InlineData("""{"definition_text":"x","format":"toml"}""", "VALIDATION_ERROR", "format")]
    [InlineData($$$"""{"dag":{{{Definition}}},"params":[]}""", "VALIDATION_ERROR", "params")]
    [InlineData($$$"""{"dag":{{{Definition}}},"priority":"urgent"}""", "VALIDATION_ERROR", "priority")]
    [InlineData($$$"""{"dag":{{{Definition}}},"tags":[""]}""", "VALIDATION_ERROR", "tags")]
    [InlineData($$$"""{"dag":{{{Definition}}},"timeout":-1}""", "VALIDATION_ERROR", "timeout")]
    [InlineData(
        $$$"""{"dag":{{{Definition}}},"callbacks":{"on_complete":"ftp://x"}}""",
        "VALIDATION_ERROR",
        "callbacks.on_complete"
    )]
    [InlineData($$$"""{"dag":{{{Definition}}},"wait":"yes"}""", "MALFORMED_JSON", "wait")]
    [InlineData("""{"dag":""", "MALFORMED_JSON", "dag")]
    public async Task A_bad_request_names_the_field(string body, string code, string param)
    {
        var problem = await fixture.Node.PostAsync(Path, body).ProblemAsync(400, code);
        Assert.Equal(param, problem.Param);
    }

    [Fact]
    public async Task An_empty_body_is_a_problem() =>
        await fixture.Node.SendAsync(HttpMethod.Post, Path, null).ProblemAsync(400, "VALIDATION_ERROR");

    [Fact]
    public async Task The_same_key_and_request_is_the_same_execution_however_often_it_comes()
    {
        var body = $$$"""{"dag":{{{Definition}}},"params":{"n":1}}""";
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    fixture
                        .Node.PostAsync(Path, body, ("Idempotency-Key", "key-1"))
                        .DocumentAsync(HttpStatusCode.Created)
                )
        );
        Assert.Single(answers.Select(answer => answer.Id).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_key_may_stand_in_the_body()
    {
        var body = $$$"""{"dag":{{{Definition}}},"idempotency_key":"key-2"}""";
        var first = await fixture.Node.PostAsync(Path, body).DocumentAsync(HttpStatusCode.Created);
        var second = await fixture.Node.PostAsync(Path, body).DocumentAsync(HttpStatusCode.Created);
        Assert.Equal(first.Id, second.Id);
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_a_conflict()
    {
        var first = await fixture
            .Node.PostAsync(Path, $$$"""{"dag":{{{Definition}}},"params":{"n":1}}""", ("Idempotency-Key", "key-3"))
            .DocumentAsync(HttpStatusCode.Created);
        var problem = await fixture
            .Node.PostAsync(Path, $$$"""{"dag":{{{Definition}}},"params":{"n":2}}""", ("Idempotency-Key", "key-3"))
            .ProblemAsync(409, "IDEMPOTENCY_CONFLICT");
        Assert.Equal(first.Id, problem.ExecutionId);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused() =>
        await fixture
            .Node.PostAsync(Path, $$$"""{"dag":{{{Definition}}}}""", ("Idempotency-Key", new string('k', 256)))
            .ProblemAsync(400, "VALIDATION_ERROR");
}
