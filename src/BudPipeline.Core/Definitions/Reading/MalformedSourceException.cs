using System.Diagnostics.CodeAnalysis;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>Ends the parsing of a source that cannot be read further; caught where the parsing began.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Thrown and caught in this folder only, always with its place.")]
[SuppressMessage("Design", "CA1064", Justification = "The same: no caller outside ever sees it.")]
internal sealed class MalformedSourceException(string code, string message, int at, string? hint = null)
    : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>Index into the source.</summary>
    public int At { get; } = at;

    public string? Hint { get; } = hint;
}
