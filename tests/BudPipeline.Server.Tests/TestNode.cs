using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BudPipeline.Client;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Hosting;
using BudPipeline.TestDatabases;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BudPipeline.Server.Tests;

/// <summary>A whole node on a folder and a port of its own: real journal, real engine, real HTTP.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder? ownFolder;
    private readonly BudNode node;

    private TestNode(BudNode node, TestFolder? ownFolder)
    {
        this.node = node;
        this.ownFolder = ownFolder;
        Http = new HttpClient { BaseAddress = node.Url, Timeout = Patience };
        Client = new BudPipelineClient(Http, TimeProvider.System);
    }

    public HttpClient Http { get; }

    public BudPipelineClient Client { get; }

    public Uri Url => node.Url;

    public T Get<T>()
        where T : notnull => node.Services.GetRequiredService<T>();

    public static Task<TestNode> StartAsync() => StartAsync(_ => { });

    /// <summary>A node on a folder of its own, with other parts.</summary>
    public static async Task<TestNode> StartAsync(Action<IServiceCollection> configure)
    {
        var folder = new TestFolder();
        var settings = Settings(folder.Path, NodeKind.Serve, port: 0, DatabaseOf(folder.Path));
        return new TestNode(await StartAsync(settings, configure), folder);
    }

    /// <summary>A node on a folder that outlives it.</summary>
    public static async Task<TestNode> OnAsync(TestFolder folder, NodeKind kind = NodeKind.Serve, int port = 0) =>
        new(await StartAsync(Settings(folder.Path, kind, port, DatabaseOf(folder.Path)), _ => { }), null);

    /// <summary>A node of these settings, whose data outlive it.</summary>
    public static async Task<TestNode> OnAsync(NodeSettings settings, Action<IServiceCollection>? configure = null) =>
        new(await StartAsync(settings, configure ?? (_ => { })), null);

    /// <summary>Settings of a node on a free port.</summary>
    /// <param name="path">Its data folder.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="database">An address of PostgreSQL; null for the file of the folder.</param>
    public static NodeSettings Settings(string path, NodeKind kind, int port, string? database)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Server:Urls"] = $"http://127.0.0.1:{port}",
                    ["Server:DataFolder"] = path,
                    ["Server:ShutdownSeconds"] = "30",
                }
            )
            .Build();
        return NodeSettings.From(kind, configuration, database, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await node.DisposeAsync();
        ownFolder?.Dispose();
    }

    public Task<string> GetTextAsync(string path) => Http.GetStringAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> PostAsync(
        string path,
        string json,
        params (string Name, string Value)[] headers
    ) => SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request);
    }

    /// <summary>Runs a definition to its end.</summary>
    public Task<ExecutionDocument> RunAsync(string definition, string @params = "{}") =>
        Client.RunEphemeralAsync(Request(definition, @params) with { Wait = true, Timeout = Patience.TotalSeconds });

    public Task<ExecutionDocument> StartAsync(string definition, string @params = "{}") =>
        Client.RunEphemeralAsync(Request(definition, @params));

    public static StartEphemeralRequest Request(string definition, string @params = "{}") =>
        new() { DefinitionText = definition, Params = JsonElement.Parse(@params) };

    /// <summary>
    /// With <c>BUD_TEST_DATABASE=postgres</c> all nodes run on PostgreSQL: those of one folder on one database.
    /// </summary>
    private static string? DatabaseOf(string path) =>
        Environment.GetEnvironmentVariable("BUD_TEST_DATABASE") == "postgres"
            ? Databases.GetOrAdd(path, _ => PostgresCluster.Shared.NewDatabase())
            : null;

    private static readonly ConcurrentDictionary<string, string> Databases = new(StringComparer.Ordinal);

    private static async Task<BudNode> StartAsync(NodeSettings settings, Action<IServiceCollection> configure)
    {
        var path = settings.Server.DataFolder;
        var folder = NodeFolder.TryTake(path) ?? throw new InvalidOperationException($"{path} is taken");
        return await BudNode.StartAsync(settings, folder, configure, CancellationToken.None);
    }
}

/// <summary>A folder for one test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bud-server-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
