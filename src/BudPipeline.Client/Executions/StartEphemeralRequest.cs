using System.Text.Json;

namespace BudPipeline.Client.Executions;

/// <summary>
/// Starts a definition that is not saved as a pipeline. The definition comes under exactly one of its names.
/// </summary>
public sealed record StartEphemeralRequest : StartOptions
{
    /// <summary>The definition as an object.</summary>
    public JsonElement? PipelineDefinition { get; init; }

    /// <summary>The same under another name.</summary>
    public JsonElement? Definition { get; init; }

    /// <summary>The same under a third name.</summary>
    public JsonElement? Dag { get; init; }

    /// <summary>The definition as text, so that diagnostics name line and column.</summary>
    public string? DefinitionText { get; init; }

    /// <summary>What the text is, yaml or json; yaml, which includes json, when not given.</summary>
    public string? Format { get; init; }

    /// <summary>The pipeline's name, for a definition that has none.</summary>
    public string? Name { get; init; }
}

/// <summary>URLs that are told of an execution's end.</summary>
/// <param name="OnComplete">When it completed.</param>
/// <param name="OnFailure">When it ended in any other way.</param>
public sealed record CallbackUrls(string? OnComplete, string? OnFailure);

/// <summary>Why an execution is to be cancelled.</summary>
/// <param name="Reason">In the words of whoever asks.</param>
/// <param name="Force">Whether what stands under <c>finally</c> is given up too.</param>
public sealed record CancelRequest(string? Reason, bool? Force = null);
