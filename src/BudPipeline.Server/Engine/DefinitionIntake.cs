using System.Text.Json;
using BudPipeline.Client.Definitions;
using BudPipeline.Client.Executions;
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

    private readonly DefinitionLimits limits = DefinitionLimits.For(options.MaxSteps);
    private readonly MemoryCache compiled = new(new MemoryCacheOptions { SizeLimit = CachedCharacters });

    public void Dispose() => compiled.Dispose();

    public CompiledDefinition Compile(StartEphemeralRequest request) =>
        Compile(
            [
                ("pipeline_definition", request.PipelineDefinition),
                ("definition", request.Definition),
                ("dag", request.Dag),
            ],
            request.DefinitionText,
            request.Format,
            request.Name
        );

    public CompiledDefinition Compile(ValidateRequest request) =>
        Compile(
            [
                ("pipeline_definition", request.PipelineDefinition),
                ("definition", request.Definition),
                ("dag", request.Dag),
            ],
            request.DefinitionText,
            request.Format,
            null
        );

    private CompiledDefinition Compile(
        (string Name, JsonElement? Value)[] objects,
        string? text,
        string? format,
        string? name
    )
    {
        var given = objects.Where(o => o.Value is { ValueKind: not JsonValueKind.Null }).ToList();
        if (given.Count + (text is null ? 0 : 1) != 1)
        {
            throw new ProblemException(
                Problems.Validation(
                    given.Count == 0 && text is null
                        ? "the request holds no definition"
                        : $"the definition is given more than once: {string.Join(", ", given.Select(g => g.Name))}"
                            + (text is null ? "" : ", definition_text"),
                    "pipeline_definition",
                    "give exactly one of pipeline_definition, definition, dag (an object) or definition_text"
                )
            );
        }

        if (text is not null)
        {
            return CompileOnce(text, Format(format), name);
        }

        // Places in a text that the author never saw would only mislead.
        var definition = CompileOnce(given[0].Value!.Value.GetRawText(), "json", name);
        return definition.Diagnostics.IsEmpty
            ? definition
            : definition with
            {
                Diagnostics = [.. definition.Diagnostics.Select(d => d with { Location = null })],
            };
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

    private static string? Format(string? format) =>
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
