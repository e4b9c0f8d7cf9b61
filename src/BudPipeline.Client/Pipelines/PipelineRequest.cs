using System.Text.Json;

namespace BudPipeline.Client.Pipelines;

/// <summary>
/// What a saved pipeline is to be. To create one it needs a definition and a name; to update one, only what changes: null
/// leaves a field as it is, an empty text takes it away. The definition comes under one of its names.
/// </summary>
public sealed record PipelineRequest
{
    /// <summary>1 to 255 characters; the definition's own when not given.</summary>
    public string? Name { get; init; }

    /// <summary>Free text; the definition's own when not given.</summary>
    public string? Description { get; init; }

    /// <summary>What a UI shows beside the name.</summary>
    public string? Icon { get; init; }

    /// <summary>For searching.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>draft, active or archived. When not given, a definition with steps makes it active and one without a draft.</summary>
    public string? Status { get; init; }

    /// <summary>The definition as an object.</summary>
    public JsonElement? Definition { get; init; }

    /// <summary>The same under another name.</summary>
    public JsonElement? Dag { get; init; }

    /// <summary>The same under a third name.</summary>
    public JsonElement? PipelineDefinition { get; init; }

    /// <summary>The definition as text, so that diagnostics name line and column, and comments are kept.</summary>
    public string? DefinitionText { get; init; }

    /// <summary>What the text is, yaml or json; found out from its first character when not given.</summary>
    public string? Format { get; init; }

    /// <summary>The revision that an update was made from; the update is refused with 409 when it is no longer the latest.</summary>
    public long? Revision { get; init; }

    /// <summary>The same as <see cref="Revision"/>, as a number or its text. A version of the definition stands in the definition.</summary>
    public JsonElement? Version { get; init; }

    /// <summary>The user that it will belong to; taken only where callers are not known by name.</summary>
    public string? UserId { get; init; }

    /// <summary>Whether everybody sees it and nobody but the system changes it; taken only where callers are not known by name.</summary>
    public bool? SystemOwned { get; init; }

    /// <summary>The same as the header <c>Idempotency-Key</c>.</summary>
    public string? IdempotencyKey { get; init; }
}
