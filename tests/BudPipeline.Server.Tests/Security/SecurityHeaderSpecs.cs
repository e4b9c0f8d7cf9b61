using System.Net;

namespace BudPipeline.Server.Tests.Security;

/// <summary>What every answer tells browsers, and how much a request may bring.</summary>
public sealed class SecurityHeaderSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Theory]
    [InlineData("GET", "/healthz", 200)]
    [InlineData("GET", "/api/v1/executions", 200)]
    [InlineData("GET", "/api/v1/executions/nothing", 404)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("PUT", "/api/v1/executions", 405)]
    public async Task An_answer_is_data_and_nothing_else(string method, string path, int status)
    {
        using var answer = await fixture.Node.SendAsync(new HttpMethod(method), path, null);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Header(answer, "Content-Security-Policy"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs")]
    public async Task A_page_may_run_its_own_scripts_but_in_no_frame(string path)
    {
        using var answer = await fixture.Node.SendAsync(HttpMethod.Get, path, null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = Header(answer, "Content-Security-Policy");
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("default-src", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_brings_a_small_body()
    {
        var body = $$"""{"reason":"{{new string('x', 70_000)}}"}""";
        var started = await fixture.Node.StartAsync(Pipelines.Waiting);
        await fixture.Node.PostAsync($"/executions/{started.Id}/cancel", body).ProblemAsync(413, "BODY_TOO_LARGE");
        await fixture.Node.Client.CancelAsync(started.Id);
    }

    [Fact]
    public async Task Headers_have_an_end()
    {
        using var answer = await fixture.Node.SendAsync(
            HttpMethod.Get,
            "/healthz",
            null,
            ("X-Long", new string('x', 33_000))
        );
        Assert.Equal(431, (int)answer.StatusCode);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
