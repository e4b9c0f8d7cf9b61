using System.Net;
using System.Text;
using BudPipeline.Server.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace BudPipeline.Server.Tests.Api;

public sealed class ProblemSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Theory]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/api/v1/executions/exec_1/fly")]
    public async Task An_unknown_route_is_404(string method, string path) =>
        await fixture.Node.SendAsync(new HttpMethod(method), path, null).ProblemAsync(404, "NOT_FOUND");

    [Theory]
    [InlineData("PATCH", "/api/v1/executions/exec_1")]
    [InlineData("PUT", "/api/v1/executions")]
    [InlineData("POST", "/healthz")]
    public async Task A_method_that_a_route_does_not_take_is_405(string method, string path)
    {
        var problem = await fixture
            .Node.SendAsync(new HttpMethod(method), path, null)
            .ProblemAsync(405, "METHOD_NOT_ALLOWED");
        Assert.Contains("GET", problem.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_json_is_told_with_its_place()
    {
        var problem = await fixture
            .Node.PostAsync("/api/v1/validate", "{\n  \"dag\": [1, }")
            .ProblemAsync(400, "MALFORMED_JSON");
        Assert.Contains("line 2", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_comes_twice_is_refused() =>
        await fixture.Node.PostAsync("/api/v1/validate", """{"dag":{},"dag":{}}""").ProblemAsync(400, "MALFORMED_JSON");

    [Fact]
    public async Task A_body_that_is_too_large_is_413_and_the_node_lives_on()
    {
        var body = $$"""{"definition_text":"{{new string('x', 9 << 20)}}"}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        // Asks before it sends: whoever just sends may find the connection closed before the answer.
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TestNode.Patience };
        using var http = new HttpClient(handler) { BaseAddress = fixture.Node.Url };
        http.DefaultRequestHeaders.ExpectContinue = true;
        await http.PostAsync(new Uri("/api/v1/executions/run", UriKind.Relative), content)
            .ProblemAsync(413, "BODY_TOO_LARGE");
        Assert.True(await fixture.Node.Client.IsReadyAsync());
    }

    [Fact]
    public async Task A_correlation_id_comes_back()
    {
        using var answer = await fixture.Node.SendAsync(
            HttpMethod.Get,
            "/api/v1/executions/exec_1",
            null,
            ("X-Correlation-ID", "mine-1")
        );
        Assert.Equal(["mine-1"], answer.Headers.GetValues("X-Correlation-ID"));
        Assert.Contains("mine-1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("<script>")]
    public async Task A_correlation_id_of_odd_characters_is_replaced(string id)
    {
        using var answer = await fixture.Node.SendAsync(HttpMethod.Get, "/healthz", null, ("X-Correlation-ID", id));
        var given = Assert.Single(answer.Headers.GetValues("X-Correlation-ID"));
        Assert.NotEqual(id, given);
        Assert.NotEmpty(given);
    }

    [Fact]
    public async Task A_fault_of_the_server_is_500_without_its_inner_life()
    {
        await using var node = await TestNode.StartAsync(services =>
            services.AddSingleton<IExecutionIds>(new FaultyIds())
        );
        var problem = await node.PostAsync("/executions/run", """{"dag":{"steps":[{"id":"a","action":"log"}]}}""")
            .ProblemAsync(500, "INTERNAL");
        Assert.DoesNotContain("inner secret", problem.Detail, StringComparison.Ordinal);
        Assert.True(await node.Client.IsReadyAsync());
    }

    [Fact]
    public async Task A_body_of_another_type_is_415()
    {
        using var form = new StringContent("dag=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        var problem = await fixture
            .Node.SendAsync(HttpMethod.Post, "/api/v1/executions/run", form)
            .ProblemAsync(415, "UNSUPPORTED_MEDIA_TYPE");
        Assert.Equal("Content-Type", problem.Param);
    }

    [Fact]
    public async Task A_command_needs_no_body()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Waiting);
        using var answer = await fixture.Node.SendAsync(HttpMethod.Post, $"/executions/{started.Id}/cancel", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private sealed class FaultyIds : IExecutionIds
    {
        public string Next() => throw new InvalidOperationException("inner secret");
    }
}
