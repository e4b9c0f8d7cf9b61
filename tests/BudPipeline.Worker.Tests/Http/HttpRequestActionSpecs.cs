using System.Net;
using System.Net.Sockets;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace BudPipeline.Worker.Tests.Http;

public sealed class HttpRequestActionSpecs
{
    [Fact]
    public async Task A_JSON_answer_is_parsed_and_its_headers_are_outputs()
    {
        var outcome = await AnswerAsync(c =>
        {
            c.Response.Headers["X-Thing"] = "7";
            return c.Response.WriteAsJsonAsync(new { total = 3 });
        });

        Assert.Equal(OutcomeStatus.Completed, outcome.Status);
        Assert.Equal(Value.Of(200), outcome.Outputs["status_code"]);
        Assert.Equal(MapValue.Of(("total", Value.Of(3))), outcome.Outputs["body"]);
        Assert.Equal(outcome.Outputs["body"], outcome.Outputs["response_body"]);
        Assert.Equal(Value.Of("7"), ((MapValue)outcome.Outputs["headers"])["x-thing"]);
    }

    [Fact]
    public async Task Any_other_answer_is_text()
    {
        var outcome = await AnswerAsync(c => c.Response.WriteAsync("not {json"));

        Assert.Equal(Value.Of("not {json"), outcome.Outputs["body"]);
    }

    [Theory]
    [InlineData(404, "application")]
    [InlineData(429, "application")]
    [InlineData(500, "http_5xx")]
    [InlineData(503, "http_5xx")]
    public async Task An_answer_outside_200_to_299_fails_with_its_outputs(int status, string type)
    {
        var outcome = await AnswerAsync(c =>
        {
            c.Response.StatusCode = status;
            return c.Response.WriteAsync("why");
        });

        Assert.Equal(("HTTP_STATUS", type), (outcome.Error?.Code, outcome.Error?.Type));
        Assert.Contains($"HTTP {status}", outcome.Error?.Message);
        Assert.Equal((Value.Of(status), Value.Of("why")), (outcome.Outputs["status_code"], outcome.Outputs["body"]));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_fails()
    {
        var outcome = await AnswerAsync(c =>
        {
            c.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });

        Assert.Equal(Value.Of(302), outcome.Outputs["status_code"]);
        Assert.Contains("redirects are not followed", outcome.Error?.Message);
    }

    [Theory]
    [InlineData("GET", """{"a": 1}""", "", null)]
    [InlineData("DELETE", """{"a": 1}""", "", null)]
    [InlineData("POST", """{"a": 1}""", """{"a":1}""", "application/json; charset=utf-8")]
    [InlineData("put", """[1, 2]""", "[1,2]", "application/json; charset=utf-8")]
    [InlineData("PATCH", "\"plain\"", "plain", "text/plain; charset=utf-8")]
    [InlineData("POST", "\"{\\\"b\\\": 2}\"", "{\"b\": 2}", "application/json; charset=utf-8")]
    [InlineData("POST", "{}", "", null)]
    public async Task A_body_goes_with_POST_PUT_and_PATCH_only(string method, string body, string sent, string? type)
    {
        var (seen, _) = await SendAsync(("method", Value.Of(method)), ("body", ValueJson.Parse(body)));

        Assert.Equal(
            (method.ToUpperInvariant(), sent, type),
            (seen.Method, seen.Body, seen.Headers.GetValueOrDefault("Content-Type"))
        );
    }

    [Fact]
    public async Task Headers_are_sent_and_the_content_type_may_be_chosen()
    {
        var headers = MapValue.Of(("X-Count", Value.Of(3)), ("Content-Type", Value.Of("application/vnd.x+json")));

        var (seen, _) = await SendAsync(("method", Value.Of("POST")), ("body", Value.Of("{}")), ("headers", headers));

        Assert.Equal(("3", "application/vnd.x+json"), (seen.Headers["X-Count"], seen.Headers["Content-Type"]));
    }

    [Fact]
    public async Task The_trace_context_is_forwarded()
    {
        var (seen, _) = await SendAsync();

        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", seen.Headers["traceparent"]);
    }

    [Fact]
    public async Task Metadata_is_added_to_a_body_when_asked_for()
    {
        var (seen, _) = await SendAsync(
            ("method", Value.Of("POST")),
            ("body", MapValue.Of(("a", Value.Of(1)))),
            ("include_metadata", Value.True)
        );

        Assert.Equal("""{"a":1,"_workflow_metadata":{"execution_id":"exec_1","step_id":"build"}}""", seen.Body);
    }

    [Fact]
    public async Task A_peer_that_is_not_there_gives_status_0_and_a_connection_error()
    {
        var outcome = await RunAsync(("url", Value.Of($"http://127.0.0.1:{FreePort()}/x")));

        Assert.Equal(("HTTP_CONNECTION", "connection_error"), (outcome.Error?.Code, outcome.Error?.Type));
        Assert.Equal(Value.Of(0), outcome.Outputs["status_code"]);
        Assert.Contains("/x", outcome.Error?.Message);
    }

    [Fact]
    public async Task A_connection_that_breaks_off_is_a_connection_error()
    {
        var outcome = await AnswerAsync(c =>
        {
            c.Abort();
            return Task.CompletedTask;
        });

        Assert.Equal("connection_error", outcome.Error?.Type);
    }

    [Theory]
    [InlineData("timeout_seconds")]
    [InlineData("timeout")]
    public async Task No_answer_in_time_is_a_timeout_with_status_0(string parameter)
    {
        var time = new FakeTimeProvider();
        var reached = new TaskCompletionSource();
        await using var worker = new WorkerUnderTest(time);
        await using var peer = await HttpPeer.StartAsync(c =>
        {
            reached.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c.RequestAborted);
        });
        var running = worker.RunAsync("api_call", MapValue.Of(("url", Value.Of(peer.Url)), (parameter, Value.Of(7))));
        await reached.Task;

        time.Advance(TimeSpan.FromSeconds(7));
        var outcome = await running;

        Assert.Equal(("HTTP_TIMEOUT", "timeout"), (outcome.Error?.Code, outcome.Error?.Type));
        Assert.Equal(Value.Of(0), outcome.Outputs["status_code"]);
    }

    [Fact]
    public async Task A_cancelled_request_has_stopped()
    {
        using var cancel = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        await using var worker = new WorkerUnderTest();
        await using var peer = await HttpPeer.StartAsync(c =>
        {
            reached.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, c.RequestAborted);
        });
        var running = worker.RunAsync("http_request", MapValue.Of(("url", Value.Of(peer.Url))), cancel.Token);
        await reached.Task;

        await cancel.CancelAsync();

        Assert.Equal(OutcomeStatus.Stopped, (await running).Status);
    }

    [Fact]
    public async Task An_answer_of_more_than_1_MiB_fails_and_names_the_limit()
    {
        var outcome = await AnswerAsync(c => c.Response.Body.WriteAsync(new byte[(1 << 20) + 1]).AsTask());

        Assert.Equal("RESPONSE_TOO_LARGE", outcome.Error?.Code);
        Assert.Contains("1 MiB", outcome.Error?.Message);
    }

    [Theory]
    [InlineData("url", "\"ftp://host/x\"", "http://")]
    [InlineData("url", "\"localhost:80\"", "http://")]
    [InlineData("url", "\"\"", "'url'")]
    [InlineData("method", "\"BREW\"", "'BREW'")]
    [InlineData("headers", "[1]", "must be a map")]
    [InlineData("headers", """{"a b": 1}""", "'a b'")]
    [InlineData("headers", """{"X-A": "1\r\nX-B: 2"}""", "line end")]
    [InlineData("timeout_seconds", "301", "at most 300")]
    public async Task Parameters_that_make_no_request_are_refused(string name, string value, string named)
    {
        var outcome = await RunAsync(("url", Value.Of("http://127.0.0.1:1/")), (name, ValueJson.Parse(value)));

        Assert.Equal(("INVALID_PARAMS", "business"), (outcome.Error?.Code, outcome.Error?.Type));
        Assert.Contains(named, outcome.Error?.Message);
    }

    private static async Task<ActionOutcome> AnswerAsync(RequestDelegate answer)
    {
        await using var peer = await HttpPeer.StartAsync(answer);
        return await RunAsync(("url", Value.Of(peer.Url)));
    }

    private static async Task<(SeenRequest Seen, ActionOutcome Outcome)> SendAsync(params (string, Value)[] parameters)
    {
        var seen = new TaskCompletionSource<SeenRequest>();
        await using var peer = await HttpPeer.StartAsync(async c =>
        {
            using var body = new StreamReader(c.Request.Body);
            var headers = c.Request.Headers.ToDictionary(
                h => h.Key,
                h => h.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            );
            seen.SetResult(new SeenRequest(c.Request.Method, await body.ReadToEndAsync(), headers));
        });
        var outcome = await RunAsync([("url", Value.Of(peer.Url)), .. parameters]);
        return (await seen.Task, outcome);
    }

    private static async Task<ActionOutcome> RunAsync(params (string, Value)[] parameters)
    {
        await using var worker = new WorkerUnderTest();
        return await worker.RunAsync("http_request", MapValue.Of(parameters));
    }

    // Nobody listens on a port that was free a moment ago.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record SeenRequest(string Method, string Body, Dictionary<string, string> Headers);
}
