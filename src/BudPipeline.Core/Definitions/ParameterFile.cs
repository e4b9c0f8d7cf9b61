using System.Collections.Immutable;
using BudPipeline.Core.Definitions.Reading;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>Reads a file of parameters: a map from names to values, as YAML, which JSON is a part of.</summary>
public static class ParameterFile
{
    /// <summary>The parameters, none for an empty text; null when a diagnostic is an error. Never throws.</summary>
    public static (MapValue? Parameters, ImmutableArray<Diagnostic> Diagnostics) Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (MapValue.Empty, []);
        }

        var source = new SourceText(text);
        var limits = DefinitionLimits.Default;
        var findings = new Findings(source, limits.MaxDiagnostics);
        var root = YamlSource.Parse(source, limits, findings);
        if (root is not null and not SourceMap)
        {
            var message = $"A file of parameters is a map from names to values, not {root.Kind}.";
            findings.Error(DiagnosticCodes.WrongType, message, "", root, "Write one 'name: value' a line.");
        }

        return (findings.HasErrors ? null : (root as SourceMap)?.ToValue(), findings.ToDiagnostics());
    }
}
