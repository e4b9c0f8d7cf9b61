using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace BudPipeline.Server.Tests.Api;

/// <summary>What the edge says of itself: OpenAPI, the reference page, actions, health.</summary>
public sealed class ReferenceSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/openapi.json")]
    public async Task The_openapi_document_lists_every_route(string path)
    {
        var root = await JsonAsync(path);
        var listed = root.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var served = fixture
            .Node.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .SelectMany(e =>
                (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(m =>
                    $"{m} /{e.RoutePattern.RawText?.Trim('/')}"
                )
            )
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("POST /api/v1/executions/run", served);
        Assert.Contains("POST /executions/run", served);
        Assert.Empty(served.Except(listed));
    }

    [Fact]
    public async Task The_openapi_document_tells_bodies_parameters_and_errors()
    {
        var root = await JsonAsync("/openapi/v1.json");
        var run = root.GetProperty("paths").GetProperty("/api/v1/executions/run").GetProperty("post");
        Assert.True(run.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        foreach (var status in (string[])["201", "400", "408", "409"])
        {
            Assert.True(run.GetProperty("responses").TryGetProperty(status, out _), status);
        }

        var schema = root.GetProperty("components").GetProperty("schemas").GetProperty("ExecutionDocument");
        Assert.True(schema.GetProperty("properties").TryGetProperty("duration_seconds", out _));
        var list = root.GetProperty("paths").GetProperty("/api/v1/executions").GetProperty("get");
        Assert.Contains(
            "created_after",
            list.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task The_schema_of_a_pipeline_is_served_with_the_actions_of_this_node()
    {
        var root = await JsonAsync("/schemas/pipeline.json");

        Assert.Equal("http://json-schema.org/draft-07/schema#", root.GetProperty("$schema").GetString());
        Assert.True(root.GetProperty("definitions").TryGetProperty("http_request_params", out _));
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/schemas/pipeline.json", "application/schema+json")]
    [InlineData("/docs", "text/html")]
    [InlineData("/healthz", "application/json")]
    [InlineData("/health", "application/json")]
    [InlineData("/readyz", "application/json")]
    [InlineData("/ready", "application/json")]
    public async Task A_page_is_there(string path, string type)
    {
        using var answer = await fixture.Node.SendAsync(HttpMethod.Get, path, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Health_and_readiness_say_how_it_stands()
    {
        Assert.Equal("healthy", (await JsonAsync("/healthz")).GetProperty("status").GetString());
        Assert.Equal("ready", (await JsonAsync("/readyz")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Actions_are_listed_with_what_they_take_and_give()
    {
        var root = await JsonAsync("/api/v1/actions");
        var actions = root.GetProperty("actions")
            .EnumerateArray()
            .ToDictionary(a => a.GetProperty("type").GetString()!);
        Assert.Equal(root.GetProperty("total").GetInt32(), actions.Count);
        Assert.Contains("shell", actions.Keys);
        Assert.Equal("sync", actions["log"].GetProperty("executionMode").GetString());
        Assert.NotEqual(0, actions["log"].GetProperty("params").GetArrayLength());
        Assert.Contains(
            "Control Flow",
            root.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task One_action_can_be_read_and_an_unknown_one_is_404()
    {
        Assert.Equal("log", (await JsonAsync("/actions/log")).GetProperty("type").GetString());
        await fixture.Node.SendAsync(HttpMethod.Get, "/actions/fly", null).ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Validate_reports_errors_and_warnings_and_counts_steps()
    {
        var good = await fixture.Node.Client.ValidateAsync(new() { DefinitionText = Pipelines.Hello });
        Assert.True(good.Valid);
        Assert.Equal((2, false), (good.StepCount, good.HasCycles));
        Assert.Empty(good.Errors);

        var cyclic = await fixture.Node.Client.ValidateAsync(
            new()
            {
                DefinitionText =
                    "steps:\n  - {id: a, action: log, depends_on: [b]}\n  - {id: b, action: log, depends_on: [a]}\n",
            }
        );
        Assert.False(cyclic.Valid);
        Assert.Equal((0, true), (cyclic.StepCount, cyclic.HasCycles));
    }

    [Fact]
    public async Task Validate_counts_a_circle_of_references_as_a_cycle()
    {
        var circle = await fixture.Node.Client.ValidateAsync(
            new()
            {
                DefinitionText = """
                steps:
                  - {id: a, action: log, params: {message: "{{ steps.b.outputs.message }}"}}
                  - {id: b, action: log, params: {message: "{{ steps.a.outputs.message }}"}}
                """,
            }
        );
        Assert.True(circle.HasCycles);
    }

    private async Task<JsonElement> JsonAsync(string path) => JsonElement.Parse(await fixture.Node.GetTextAsync(path));
}
