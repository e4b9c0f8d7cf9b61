using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BudPipeline.Client;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using Microsoft.Extensions.Time.Testing;

namespace BudPipeline.Server.Tests.Client;

public sealed class ExecutionWatchSpecs
{
    private const string First = """
        id: 1.0
        data: {"id":"1.0","execution_id":"e","type":"workflow_started","timestamp":"2020-01-01T00:00:00Z"}


        """;

    private const string Line = """
        data: {"execution_id":"e","type":"log","timestamp":"2020-01-01T00:00:00Z","log":{"sequence":7,"timestamp":"2020-01-01T00:00:00Z","level":"info","step_id":"a","attempt":1,"message":"m"}}


        """;

    private const string Last = """
        id: 2.0
        data: {"id":"2.0","execution_id":"e","type":"workflow_completed","timestamp":"2020-01-01T00:00:00Z"}


        """;

    [Fact]
    public async Task A_broken_stream_is_taken_up_after_the_last_notice_and_the_last_line()
    {
        using var server = new FakeServer(
            _ => Stream(First + Line, broken: true),
            _ => throw new HttpRequestException("refused"),
            _ => Stream(Last)
        );
        var notices = await WatchAsync(server);
        Assert.Equal(["workflow_started", "log", "workflow_completed"], notices.Select(n => n.Type));
        Assert.Equal((null, "?logs_after=0"), server.Asked[0]);
        Assert.Equal(("1.0", "?logs_after=7"), server.Asked[2]);
    }

    [Fact]
    public async Task A_stream_that_ends_before_the_execution_is_opened_again()
    {
        using var server = new FakeServer(_ => Stream(First), _ => Stream(Last));
        Assert.Equal(2, (await WatchAsync(server)).Count);
    }

    [Fact]
    public async Task A_server_that_is_not_ready_is_waited_for()
    {
        using var server = new FakeServer(
            _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            _ => Stream(First + Last)
        );
        Assert.Equal(2, (await WatchAsync(server)).Count);
    }

    [Fact]
    public async Task A_connection_that_falls_silent_is_given_up_and_opened_again()
    {
        var time = new HastyTime();
        using var server = new FakeServer(
            _ => Stream(First, onSilence: () => time.Advance(TimeSpan.FromSeconds(46))),
            _ => Stream(Last)
        );
        Assert.Equal(2, (await WatchAsync(server, time)).Count);
    }

    [Fact]
    public async Task An_execution_that_was_quiet_for_an_hour_does_not_use_up_the_patience()
    {
        var time = new HastyTime();
        using var server = new FakeServer(
            _ => Stream(First + ": comment\n\n", onSilence: () => time.Advance(TimeSpan.FromHours(1))),
            _ => throw new HttpRequestException("refused"),
            _ => Stream(Last)
        );
        Assert.Equal(2, (await WatchAsync(server, time)).Count);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_told()
    {
        using var server = new FakeServer(_ => throw new HttpRequestException("refused"));
        var thrown = await Assert.ThrowsAsync<ServerUnreachableException>(() => WatchAsync(server));
        Assert.Contains("refused", thrown.Message, StringComparison.Ordinal);
        Assert.True(server.Asked.Count > 10);
    }

    [Fact]
    public async Task An_error_that_no_repetition_mends_is_thrown_at_once()
    {
        using var server = new FakeServer(_ => new HttpResponseMessage(HttpStatusCode.NotFound));
        await Assert.ThrowsAsync<NotFoundException>(() => WatchAsync(server));
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task Who_stops_watching_gets_no_error_of_the_server()
    {
        using var server = new FakeServer(_ => Stream(First, onSilence: () => { }));
        using var leaving = new CancellationTokenSource();
        var client = new BudPipelineClient(server.Http, TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.WatchAsync("e", null, leaving.Token))
            {
                await leaving.CancelAsync();
            }
        });
    }

    private static Task<IReadOnlyList<ExecutionNotice>> WatchAsync(FakeServer server) =>
        WatchAsync(server, new HastyTime());

    private static Task<IReadOnlyList<ExecutionNotice>> WatchAsync(FakeServer server, TimeProvider time) =>
        new BudPipelineClient(server.Http, time).WatchAsync("e").AllAsync();

    private static HttpResponseMessage Stream(string text, bool broken = false, Action? onSilence = null)
    {
        var content = new StreamContent(new ScriptedStream(text, broken, onSilence));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    /// <summary>Answers by the script; its last line again and again.</summary>
    private sealed class FakeServer : HttpMessageHandler
    {
        private readonly Func<HttpRequestMessage, HttpResponseMessage>[] script;

        public FakeServer(params Func<HttpRequestMessage, HttpResponseMessage>[] script)
        {
            this.script = script;
            Http = new HttpClient(this) { BaseAddress = new Uri("http://server"), Timeout = Timeout.InfiniteTimeSpan };
        }

        public HttpClient Http { get; }

        public List<(string? LastEventId, string Query)> Asked { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            await Task.Yield();
            var id = request.Headers.TryGetValues("Last-Event-ID", out var ids) ? ids.Single() : null;
            Asked.Add((id, request.RequestUri!.Query));
            return script[Math.Min(Asked.Count, script.Length) - 1](request);
        }
    }

    /// <summary>A clock that runs ahead to whatever was waited for last.</summary>
    private sealed class HastyTime : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime <= TimeSpan.FromSeconds(2))
            {
                _ = Task.Run(() => Advance(dueTime));
            }

            return timer;
        }
    }

    /// <summary>Gives a text, then ends, breaks or says nothing more.</summary>
    private sealed class ScriptedStream(string text, bool broken, Action? onSilence)
        : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            if (count == 0 && onSilence is not null)
            {
                onSilence();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return count == 0 && broken ? throw new IOException("reset") : count;
        }
    }
}
