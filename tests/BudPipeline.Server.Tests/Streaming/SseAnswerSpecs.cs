using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace BudPipeline.Server.Tests.Streaming;

public sealed class SseAnswerSpecs : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly Channel<ExecutionNotice> notices = Channel.CreateUnbounded<ExecutionNotice>();
    private readonly Pipe pipe = new();
    private readonly StoppableLifetime lifetime = new();
    private readonly CancellationTokenSource leaving = new();

    public void Dispose()
    {
        leaving.Dispose();
        lifetime.Dispose();
    }

    [Fact]
    public async Task A_silent_stream_sends_a_comment_and_goes_on()
    {
        var answering = AnswerAsync();
        using var reader = new StreamReader(pipe.Reader.AsStream());
        Assert.Equal("retry: 1000", await LineAsync(reader));
        Assert.Equal("", await LineAsync(reader));
        for (var comments = 0; comments < 2; comments++)
        {
            Assert.StartsWith(":", await NextAsync(reader), StringComparison.Ordinal);
            Assert.Equal("", await LineAsync(reader));
        }

        notices.Writer.TryWrite(Notice("1.0"));
        string text;
        do
        {
            text = await LineAsync(reader);
        } while (text.StartsWith(':') || text.Length == 0);

        Assert.Equal("id: 1.0", text);
        notices.Writer.Complete();
        await answering.WaitAsync(TestNode.Patience);
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_the_answer_while_a_notice_is_awaited()
    {
        var answering = AnswerAsync();
        await leaving.CancelAsync();
        await answering.WaitAsync(TestNode.Patience);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams()
    {
        var answering = AnswerAsync();
        lifetime.StopApplication();
        await answering.WaitAsync(TestNode.Patience);
    }

    private static ExecutionNotice Notice(string id) =>
        new()
        {
            Id = id,
            ExecutionId = "e",
            Type = NoticeTypes.WorkflowStarted,
        };

    /// <summary>The next line, while the clock runs ahead.</summary>
    private async Task<string> NextAsync(StreamReader reader)
    {
        var line = LineAsync(reader);
        while (!line.IsCompleted)
        {
            time.Advance(SseAnswer.Silence);
            await Task.Yield();
        }

        return await line;
    }

    private static async Task<string> LineAsync(StreamReader reader) =>
        await reader.ReadLineAsync().WaitAsync(TestNode.Patience) ?? "";

    private async Task AnswerAsync()
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection()
                .AddSingleton<IHostApplicationLifetime>(lifetime)
                .BuildServiceProvider(),
            RequestAborted = leaving.Token,
        };
        http.Response.Body = pipe.Writer.AsStream();
        await new SseAnswer(ReadAsync(leaving.Token), time).ExecuteAsync(http);
    }

    private async IAsyncEnumerable<ExecutionNotice> ReadAsync(
        CancellationToken aborted,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, cancellation);
        await foreach (var notice in notices.Reader.ReadAllAsync(either.Token))
        {
            yield return notice;
        }
    }

    private sealed class StoppableLifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => stopping.Cancel();

        public void Dispose() => stopping.Dispose();
    }
}
