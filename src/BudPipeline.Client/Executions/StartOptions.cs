using System.Text.Json;

namespace BudPipeline.Client.Executions;

/// <summary>What may be said of any execution that is to start. Fields that are not known are passed over.</summary>
public abstract record StartOptions
{
    /// <summary>Parameters; an object.</summary>
    public JsonElement? Params { get; init; }

    /// <summary>For searching.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>high, normal or low; normal when not given.</summary>
    public string? Priority { get; init; }

    /// <summary>What starts it; api when not given.</summary>
    public string? Initiator { get; init; }

    /// <summary>Who is told of the end.</summary>
    public CallbackUrls? Callbacks { get; init; }

    /// <summary>Whether the answer comes only when the execution has ended.</summary>
    public bool? Wait { get; init; }

    /// <summary>How long to wait, in seconds; afterwards the answer is 408 and the execution goes on.</summary>
    public double? Timeout { get; init; }

    /// <summary>The same as the header <c>Idempotency-Key</c>.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The user that it will belong to; taken only where callers are not known by name.</summary>
    public string? UserId { get; init; }
}

/// <summary>Starts a saved pipeline.</summary>
public sealed record StartPipelineRequest : StartOptions
{
    /// <summary>The pipeline.</summary>
    public string? PipelineId { get; init; }

    /// <summary>The same as <see cref="PipelineId"/>.</summary>
    public string? WorkflowId { get; init; }
}
