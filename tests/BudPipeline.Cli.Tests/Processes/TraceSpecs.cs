using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace BudPipeline.Cli.Tests.Processes;

/// <summary>A trace from a caller through the server and a step to whom the step calls.</summary>
public sealed class TraceSpecs : IDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallerSpan = "00f067aa0ba902b7";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TestFolder folder = new();

    [Fact]
    public async Task Spans_reach_the_collector_and_the_step_hands_its_own_on()
    {
        await using var peer = Peer.Start();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = peer.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        };
        await using var serve = BudProcess.Start(folder, environment, null, "serve", "--urls", "http://127.0.0.1:0");
        var url = ServeLine.UrlOf(await serve.WaitForAsync("bud is ready on "));

        await RunAsync(url, $"00-{Trace}-{CallerSpan}-01", peer.Url);

        var handedOn = (await peer.CalledAsync()).Split('-');
        Assert.Equal(Trace, handedOn[1]);
        Assert.NotEqual(CallerSpan, handedOn[2]);

        // The span that was handed on is the step's: name, trace and span stand in one report.
        using var patience = new CancellationTokenSource(Patience);
        var report = await peer.Reports.ReadAsync(patience.Token);
        while (!Contains(report, Encoding.UTF8.GetBytes("step call")))
        {
            report = await peer.Reports.ReadAsync(patience.Token);
        }

        Assert.True(Contains(report, Convert.FromHexString(Trace)));
        Assert.True(Contains(report, Convert.FromHexString(handedOn[2])));
        Assert.True(Contains(report, Encoding.UTF8.GetBytes("budpipeline.execution_id")));
    }

    [Fact]
    public async Task Without_a_collector_the_callers_own_span_is_handed_on()
    {
        await using var peer = Peer.Start();
        await using var serve = BudProcess.Start(folder, "serve", "--urls", "http://127.0.0.1:0");
        var url = ServeLine.UrlOf(await serve.WaitForAsync("bud is ready on "));

        await RunAsync(url, $"00-{Trace}-{CallerSpan}-01", peer.Url);

        Assert.Equal($"00-{Trace}-{CallerSpan}-01", await peer.CalledAsync());
    }

    public void Dispose() => folder.Dispose();

    private static async Task RunAsync(Uri server, string traceparent, string peer)
    {
        using var http = new HttpClient { BaseAddress = server };
        var body =
            $$$"""{"wait":true,"dag":{"name":"t","steps":[{"id":"call","action":"http_request","params":{"url":"{{{peer}}}/called"}}]}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/executions/run")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", traceparent);
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static bool Contains(byte[] report, byte[] part) => report.AsSpan().IndexOf(part) >= 0;

    /// <summary>Whom a step calls, and the collector of spans beside.</summary>
    private sealed class Peer : IAsyncDisposable
    {
        private readonly HttpListener listener = new();
        private readonly Channel<byte[]> reports = Channel.CreateUnbounded<byte[]>();
        private readonly TaskCompletionSource<string> called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task serving;

        private Peer(int port)
        {
            Url = $"http://127.0.0.1:{port}";
            listener.Prefixes.Add($"{Url}/");
            listener.Start();
            serving = ServeAsync();
        }

        public string Url { get; }

        public ChannelReader<byte[]> Reports => reports.Reader;

        public static Peer Start()
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            return new Peer(port);
        }

        public Task<string> CalledAsync() => called.Task.WaitAsync(Patience);

        public async ValueTask DisposeAsync()
        {
            listener.Close();
            await serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    await AnswerAsync(await listener.GetContextAsync());
                }
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                reports.Writer.TryComplete();
            }
        }

        private async Task AnswerAsync(HttpListenerContext context)
        {
            var path = context.Request.Url?.AbsolutePath;
            if (path == "/called")
            {
                called.TrySetResult(context.Request.Headers["traceparent"] ?? "none");
            }
            else if (path == "/v1/traces")
            {
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                reports.Writer.TryWrite(body.ToArray());
            }

            context.Response.Close();
        }
    }
}
