using System.Net;

namespace BudPipeline.Server.Tests.Security;

public sealed class OwnPagesOnlySpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string Run = "/api/v1/executions/run";
    private const string Body = """{"dag":{"steps":[{"id":"a","action":"log"}]}}""";

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:9082")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.168.1.7")]
    public async Task A_name_that_is_not_ours_is_refused(string host) =>
        await fixture.Node.PostAsync(Run, Body, ("Host", host)).ProblemAsync(421, "WRONG_HOST");

    [Theory]
    [InlineData("localhost:{port}")]
    [InlineData("127.0.0.1:{port}")]
    [InlineData("[::1]:{port}")]
    [InlineData("localhost:4321")]
    public async Task A_loopback_name_is_ours_through_a_tunnel_too(string host)
    {
        using var answer = await fixture.Node.PostAsync(Run, Body, ("Host", OnPort(host)));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("https://127.0.0.1:{port}")]
    [InlineData("null")]
    public async Task A_page_of_another_origin_is_refused(string origin) =>
        await fixture.Node.PostAsync(Run, Body, ("Origin", OnPort(origin))).ProblemAsync(403, "FOREIGN_ORIGIN");

    [Theory]
    [InlineData("GET", "/api/v1/executions")]
    [InlineData("POST", "/api/v1/executions/exec_1/cancel")]
    public async Task A_page_of_another_origin_may_neither_read_nor_command(string method, string path) =>
        await fixture
            .Node.SendAsync(new HttpMethod(method), path, null, ("Origin", "http://evil.example"))
            .ProblemAsync(403, "FOREIGN_ORIGIN");

    [Fact]
    public async Task A_command_from_another_site_is_refused_without_an_origin_too() =>
        await fixture
            .Node.SendAsync(HttpMethod.Post, "/executions/exec_1/cancel", null, ("Sec-Fetch-Site", "cross-site"))
            .ProblemAsync(403, "FOREIGN_ORIGIN");

    [Fact]
    public async Task Our_own_pages_may()
    {
        using var answer = await fixture.Node.PostAsync(Run, Body, ("Origin", OnPort("http://127.0.0.1:{port}")));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/vnd.mine+json")]
    public async Task Only_json_is_taken(string type)
    {
        using var content = new StringContent(Body);
        content.Headers.ContentType = new(type);
        await fixture.Node.SendAsync(HttpMethod.Post, Run, content).ProblemAsync(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task A_body_without_a_type_is_not_taken()
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        await fixture.Node.SendAsync(HttpMethod.Post, Run, content).ProblemAsync(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    private string OnPort(string text) => text.Replace("{port}", $"{fixture.Node.Url.Port}", StringComparison.Ordinal);
}
