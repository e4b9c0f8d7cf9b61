using System.Text.Json.Serialization;

namespace BudPipeline.Client.Executions;

/// <summary>Why an execution or a step failed.</summary>
/// <param name="Code">Stable upper-snake-case code.</param>
/// <param name="Type">application, business, timeout, connection_error or http_5xx.</param>
/// <param name="Message">What happened and what to do, for people.</param>
/// <param name="Step">The id of the step that failed; null when no step did.</param>
/// <param name="Attempt">Its last attempt.</param>
public sealed record ErrorDocument(string Code, string Type, string Message, string? Step, int? Attempt)
{
    /// <summary>Steps that completed and could not be undone; null when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Uncompensated { get; init; }
}
