using System.Net.Http.Headers;
using System.Text.Json;
using BudPipeline.Client;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Engine;

namespace BudPipeline.Cli.Bench;

/// <summary>How a benchmark calls the engine.</summary>
internal interface IBenchEntry
{
    /// <summary>Returns when the start is durable.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Starts one and returns when it has ended.</summary>
    Task RunAsync(CancellationToken cancellation);
}

/// <summary>In process.</summary>
internal sealed class RegionEntry(NodeExecutions executions, Workload workload) : IBenchEntry
{
    private readonly StartEphemeralRequest request = new() { DefinitionText = workload.Definition };

    public Task StartAsync(CancellationToken cancellation) => executions.StartAsync(request, cancellation);

    public async Task RunAsync(CancellationToken cancellation) =>
        await executions.EndAsync(await executions.StartAsync(request, cancellation), cancellation);
}

/// <summary>
/// Over HTTP: one request an execution, answered when it has ended, by how it ended and what it gave. That is what a caller
/// of the peers gets; the steps are read afterwards by whoever wants them.
/// </summary>
internal sealed class HttpEntry(HttpClient http, Uri node, Workload workload) : IBenchEntry
{
    private readonly Uri address = new(node, "/api/v1/executions/run");
    private readonly byte[] start = Body(workload, wait: false);
    private readonly byte[] run = Body(workload, wait: true);

    public Task StartAsync(CancellationToken cancellation) => PostAsync(start, cancellation);

    public Task RunAsync(CancellationToken cancellation) => PostAsync(run, cancellation);

    private async Task PostAsync(byte[] body, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.TryAddWithoutValidation("Prefer", "return=minimal");
        using var answer = await http.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new VerbFailure(
                ExitCodes.Failed,
                $"the node answered {(int)answer.StatusCode}: {System.Text.Encoding.UTF8.GetString(text)}"
            );
        }
    }

    private static byte[] Body(Workload workload, bool wait) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new StartEphemeralRequest { DefinitionText = workload.Definition, Wait = wait },
            BudPipeline.Client.Wire.BudJson.Wire.StartEphemeralRequest
        );
}
