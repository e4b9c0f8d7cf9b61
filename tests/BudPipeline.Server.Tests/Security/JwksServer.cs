using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace BudPipeline.Server.Tests.Security;

/// <summary>An issuer's public keys, shown on loopback.</summary>
internal sealed class JwksServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private string document;
    private int fetches;

    private JwksServer(WebApplication app, string document)
    {
        this.app = app;
        this.document = document;
        app.MapGet(
            "/keys",
            () =>
            {
                Interlocked.Increment(ref fetches);
                return TypedResults.Content(this.document, "application/json");
            }
        );
    }

    public string Url => $"{app.Urls.First()}/keys";

    public int Fetches => Volatile.Read(ref fetches);

    public static async Task<JwksServer> StartAsync(params JsonWebKey[] keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new JwksServer(builder.Build(), Document(keys));
        await server.app.StartAsync();
        return server;
    }

    public static string Document(params JsonWebKey[] keys) =>
        $$"""{"keys":[{{string.Join(',', keys.Select(key => $$"""{"kty":"RSA","use":"sig","kid":"{{key.Kid}}","n":"{{key.N}}","e":"{{key.E}}"}"""))}}]}""";

    public void Show(params JsonWebKey[] keys) => document = Document(keys);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
