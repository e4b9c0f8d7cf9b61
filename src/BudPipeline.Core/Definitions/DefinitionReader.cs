using System.Collections.Immutable;
using BudPipeline.Core.Definitions.Reading;

namespace BudPipeline.Core.Definitions;

/// <summary>What reading a definition gave.</summary>
/// <param name="Definition">The definition; null when a diagnostic is an error.</param>
/// <param name="Diagnostics">Everything that is wrong or doubtful, in the order of the source.</param>
public sealed record DefinitionReading(PipelineDefinition? Definition, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>Reads YAML or JSON into a definition: its fields, their types and bounds, but not what they mean together.</summary>
public static class DefinitionReader
{
    /// <summary>The name of a pipeline that has none.</summary>
    public const string DefaultName = "Ephemeral Pipeline";

    /// <summary>Reads a definition and reports everything that is wrong with its form. Never throws.</summary>
    /// <param name="text">The source.</param>
    /// <param name="format"><c>yaml</c> or <c>json</c>; null guesses from the first character.</param>
    /// <param name="limits">How large it may be; the defaults when null.</param>
    /// <param name="defaultName">The name of a pipeline that has none; <see cref="DefaultName"/> when null.</param>
    public static DefinitionReading Read(
        string text,
        string? format = null,
        DefinitionLimits? limits = null,
        string? defaultName = null
    )
    {
        var draft = DefinitionDraft.Read(text, format, limits ?? DefinitionLimits.Default, defaultName ?? DefaultName);
        return new DefinitionReading(
            draft.Findings.HasErrors ? null : draft.Definition,
            draft.Findings.ToDiagnostics()
        );
    }
}
