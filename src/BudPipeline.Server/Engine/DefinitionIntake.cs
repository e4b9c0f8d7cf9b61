using System.Text.Json;
using BudPipeline.Client.Definitions;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Pipelines;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Server.Api;
using BudPipeline.Server.Hosting;
using Microsoft.Extensions.Caching.Memory;

namespace BudPipeline.Server.Engine;

/// <summary>The definition in a request: found under one of its names, read and compiled.</summary>
internal sealed class DefinitionIntake(ActionCatalog catalog, ServerOptions options) : IDisposable
{
    // In characters of text; a compiled definition takes some twenty times as many bytes.
    private const long CachedCharacters = 4 << 20;
    private const int LongestCached = 2 << 20;

    private const string HowToGive =
        "give exactly one of pipeline_definition, definition, dag (an object) or definition_text";

    private readonly DefinitionLimits limits = DefinitionLimits.For(options.MaxSteps);
    private readonly MemoryCache compiled = new(new MemoryCacheOptions { SizeLimit = CachedCharacters });

    public void Dispose() => compiled.Dispose();

    public CompiledDefinition Compile(StartEphemeralRequest request) =>
        Compile(
            Demand(
                Find(
                    request.PipelineDefinition,
                    request.Definition,
                    request.Dag,
                    request.DefinitionText,
                    request.Format
                )
            ),
            request.Name
        );

    public CompiledDefinition Compile(ValidateRequest request) =>
        Compile(
            Demand(
                Find(
                    request.PipelineDefinition,
                    request.Definition,
                    request.Dag,
                    request.DefinitionText,
                    request.Format
                )
            ),
            null
        );

    /// <summary>The definition that a request gives; null when it gives none.</summary>
    public static GivenDefinition? Find(PipelineRequest request) =>
        Find(request.PipelineDefinition, request.Definition, request.Dag, request.DefinitionText, request.Format);

    public static GivenDefinition Demand(GivenDefinition? given) =>
        given
        ?? throw new ProblemException(
            Problems.Validation("the request holds no definition", "pipeline_definition", HowToGive)
        );

    /// <param name="given">What the request gave.</param>
    /// <param name="name">The name of a pipeline that has none of its own.</param>
    public CompiledDefinition Compile(GivenDefinition given, string? name)
    {
        var definition = CompileOnce(given.Text, given.Format, name);

        // Places in a text that the author never saw would only mislead.
        return given.IsText || definition.Diagnostics.IsEmpty
            ? definition
            : definition with
            {
                Diagnostics = [.. definition.Diagnostics.Select(d => d with { Location = null })],
            };
    }

    private static GivenDefinition? Find(
        JsonElement? pipelineDefinition,
        JsonElement? definition,
        JsonElement? dag,
        string? text,
        string? format
    )
    {
        List<string> names = [];
        GivenDefinition? found = null;
        foreach (
            var (name, value) in ((string, JsonElement?)[])
                [("pipeline_definition", pipelineDefinition), ("definition", definition), ("dag", dag)]
        )
        {
            if (value is { ValueKind: not JsonValueKind.Null } some)
            {
                names.Add(name);
                found = new GivenDefinition(some.GetRawText(), "json", IsText: false);
            }
        }

        if (text is not null)
        {
            names.Add("definition_text");
            found = new GivenDefinition(text, FormatOf(format), IsText: true);
        }

        return names.Count <= 1
            ? found
            : throw new ProblemException(
                Problems.Validation(
                    $"the definition is given more than once: {string.Join(", ", names)}",
                    "pipeline_definition",
                    HowToGive
                )
            );
    }

    /// <summary>Who starts a pipeline by its definition sends the same text again and again.</summary>
    private CompiledDefinition CompileOnce(string text, string? format, string? name)
    {
        if (compiled.TryGetValue((text, format, name), out CompiledDefinition? known))
        {
            return known!;
        }

        var definition = DefinitionCompiler.Compile(text, catalog, format, limits, defaultName: name);
        if (text.Length <= LongestCached)
        {
            compiled.Set((text, format, name), definition, new MemoryCacheEntryOptions { Size = text.Length });
        }

        return definition;
    }

    private static string? FormatOf(string? format) =>
        format?.ToLowerInvariant() switch
        {
            null => null,
            "yaml" or "yml" => "yaml",
            "json" => "json",
            var other => throw new ProblemException(
                Problems.Validation($"'{other}' is no format of a definition", "format", "give yaml or json")
            ),
        };
}

/// <summary>The definition that a request gives.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Format">yaml or json; null where the text's first character says it.</param>
/// <param name="IsText">Whether its author gave it as text, and not as an object.</param>
internal sealed record GivenDefinition(string Text, string? Format, bool IsText);
