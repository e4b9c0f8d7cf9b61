using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Engine;

/// <summary>Executions of a node in this process, for a program that embeds one: what the API does, without HTTP.</summary>
public sealed class NodeExecutions
{
    private readonly ExecutionStarts starts;
    private readonly ExecutionReader reader;

    internal NodeExecutions(ExecutionStarts starts, ExecutionReader reader)
    {
        this.starts = starts;
        this.reader = reader;
    }

    /// <summary>Answers the id once the start is durable. What is wrong with the request is thrown as the API's problem.</summary>
    public Task<string> StartAsync(StartEphemeralRequest request, CancellationToken cancellation) =>
        starts.StartAsync(request, StartOrigin.Embedder, cancellation);

    /// <summary>Waits until the execution has ended, however it ended.</summary>
    public Task EndAsync(string executionId, CancellationToken cancellation) =>
        reader.EndedAsync(executionId, cancellation);
}
