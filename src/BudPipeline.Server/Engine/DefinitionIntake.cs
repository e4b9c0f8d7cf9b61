using System.Text.Json;
using BudPipeline.Client.Definitions;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Server.Api;

namespace BudPipeline.Server.Engine;

/// <summary>The definition in a request: found under one of its names, read and compiled.</summary>
internal sealed class DefinitionIntake(ActionCatalog catalog)
{
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
            return DefinitionCompiler.Compile(text, catalog, Format(format), defaultName: name);
        }

        // Places in a text that the author never saw would only mislead.
        var compiled = DefinitionCompiler.Compile(
            given[0].Value!.Value.GetRawText(),
            catalog,
            "json",
            defaultName: name
        );
        return compiled with { Diagnostics = [.. compiled.Diagnostics.Select(d => d with { Location = null })] };
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
