using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions.Checking;
using BudPipeline.Core.Definitions.Reading;

namespace BudPipeline.Core.Definitions;

/// <summary>What a source text came to.</summary>
/// <param name="Definition">The definition; null when a diagnostic is an error.</param>
/// <param name="Plan">Its plan; null when a diagnostic is an error.</param>
/// <param name="Diagnostics">Everything that is wrong or doubtful, in the order of the source.</param>
public sealed record CompiledDefinition(
    PipelineDefinition? Definition,
    ExecutionPlan? Plan,
    ImmutableArray<Diagnostic> Diagnostics
)
{
    /// <summary>Only the errors.</summary>
    public IEnumerable<Diagnostic> Errors => Diagnostics.Where(d => d.Severity == Severity.Error);

    /// <summary>Only the warnings.</summary>
    public IEnumerable<Diagnostic> Warnings => Diagnostics.Where(d => d.Severity == Severity.Warning);
}

/// <summary>The whole way from a text to a plan: read, check, compile.</summary>
public static class DefinitionCompiler
{
    /// <summary>Reads, checks and compiles a definition, reporting everything at once. Never throws.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="catalog">The actions that are registered.</param>
    /// <param name="format"><c>yaml</c> or <c>json</c>; null guesses from the first character.</param>
    /// <param name="limits">How large it may be; the defaults when null.</param>
    /// <param name="defaultName">The name of a pipeline that has none; <see cref="DefinitionReader.DefaultName"/> when null.</param>
    public static CompiledDefinition Compile(
        string text,
        ActionCatalog catalog,
        string? format = null,
        DefinitionLimits? limits = null,
        string? defaultName = null
    )
    {
        var draft = DefinitionDraft.Read(
            text,
            format,
            limits ?? DefinitionLimits.Default,
            defaultName ?? DefinitionReader.DefaultName
        );
        if (draft is not { Definition: { } definition, Root: { } root })
        {
            return new CompiledDefinition(null, null, draft.Findings.ToDiagnostics());
        }

        var (pipeline, graph) = DefinitionChecker.Check(definition, root, draft.Findings, catalog);
        var diagnostics = draft.Findings.ToDiagnostics();
        return draft.Findings.HasErrors
            ? new CompiledDefinition(null, null, diagnostics)
            : new CompiledDefinition(
                definition,
                PlanCompiler.Compile(pipeline, graph, ContentHash.Of(definition)),
                diagnostics
            );
    }

    /// <summary>
    /// The plan of what <see cref="CanonicalJson"/> once wrote, under the hash of that text. Throws
    /// <see cref="FormatException"/> when the text is no definition.
    /// </summary>
    public static ExecutionPlan FromCanonical(string canonicalJson, ActionCatalog catalog)
    {
        var reading = DefinitionReader.Read(canonicalJson, "json", DefinitionLimits.Stored);
        return reading.Definition is { } definition
            ? PlanCompiler.Compile(definition, catalog, ContentHash.OfCanonical(canonicalJson))
            : throw new FormatException(
                $"The stored definition cannot be read: {reading.Diagnostics[0].Format("definition")}"
            );
    }
}
