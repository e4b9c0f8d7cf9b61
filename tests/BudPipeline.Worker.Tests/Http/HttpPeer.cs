using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BudPipeline.Worker.Tests.Http;

/// <summary>A server on a free port of this machine.</summary>
internal sealed class HttpPeer : IAsyncDisposable
{
    private readonly WebApplication app;

    private HttpPeer(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    public static async Task<HttpPeer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var built = builder.Build();
        built.Run(answer);
        await built.StartAsync();
        return new HttpPeer(built);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
