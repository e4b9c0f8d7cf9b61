using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace BudPipeline.Server.Tests.Callbacks;

/// <summary>A web server that takes callbacks.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<Received> received = Channel.CreateUnbounded<Received>();

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>What the next requests are answered; 204 when empty.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public string Url => app.Urls.First();

    public static async Task<Receiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var receiver = new Receiver(builder.Build());
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>The next request, whenever it comes.</summary>
    public async Task<Received> NextAsync()
    {
        using var patience = new CancellationTokenSource(TestNode.Patience);
        return await received.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Whether there is none that nobody has read.</summary>
    public bool IsQuiet => received.Reader.Count == 0;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        http.Response.StatusCode = Answers.TryDequeue(out var status) ? status : 204;
        await received.Writer.WriteAsync(new Received(http.Request.Path, headers, body.ToArray()));
    }
}

internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
