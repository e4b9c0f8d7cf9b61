namespace BudPipeline.Core.Definitions.Reading;

/// <summary>
/// A definition as far as it could be read, with its source beside it, so that checking goes on behind the first fault.
/// What could not be read stands there as its default; a step without an id has the empty one.
/// </summary>
/// <param name="Definition">The best reading; null when there is nothing that looks like a pipeline.</param>
/// <param name="Root">The source of the definition itself, inside any wrapper.</param>
/// <param name="Findings">What was wrong so far.</param>
internal sealed record DefinitionDraft(PipelineDefinition? Definition, SourceNode? Root, Findings Findings)
{
    /// <summary>Reads a text; format yaml, json, or null to guess.</summary>
    public static DefinitionDraft Read(string text, string? format, DefinitionLimits limits, string defaultName)
    {
        var content = text.StartsWith('\uFEFF') ? text[1..] : text;
        var source = new SourceText(content);
        var findings = new Findings(source, limits.MaxDiagnostics);
        if (content.Length > limits.MaxCharacters)
        {
            var message = $"The definition has {content.Length} characters; {limits.MaxCharacters} are allowed.";
            findings.At(0, DiagnosticCodes.TooLarge, message, "Split it into several pipelines.");
            return new DefinitionDraft(null, null, findings);
        }

        var root = Parse(source, format, limits, findings);
        return root is null
            ? new DefinitionDraft(null, null, findings)
            : PipelineReader.Read(root, findings, limits, defaultName);
    }

    private static SourceNode? Parse(SourceText source, string? format, DefinitionLimits limits, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(source.Content))
        {
            findings.Empty();
            return null;
        }

        switch (format?.ToUpperInvariant())
        {
            case "YAML" or "YML":
                return YamlSource.Parse(source, limits, findings);
            case "JSON":
                return JsonSource.Parse(source, limits, findings);
            case null:
                return ParseAny(source, limits, findings);
            default:
                var message = $"The format '{Findings.Shorten(format)}' is not known.";
                findings.At(0, DiagnosticCodes.UnknownFormat, message, "It is yaml or json.");
                return null;
        }
    }

    /// <summary>What begins with a bracket is JSON, unless it happens to be YAML's flow style.</summary>
    private static SourceNode? ParseAny(SourceText source, DefinitionLimits limits, Findings findings)
    {
        if (source.Content.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return YamlSource.Parse(source, limits, findings);
        }

        var asJson = new Findings(source, limits.MaxDiagnostics);
        if (JsonSource.Parse(source, limits, asJson) is null)
        {
            var asYaml = new Findings(source, limits.MaxDiagnostics);
            if (YamlSource.Parse(source, limits, asYaml) is not null)
            {
                return YamlSource.Parse(source, limits, findings);
            }
        }

        return JsonSource.Parse(source, limits, findings);
    }
}
