using System.Text.Json;
using BudPipeline.Client;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Sources;

/// <summary>A saved pipeline with its parameters, which are read as the pipeline declares them.</summary>
internal sealed class SavedRun(string named, IReadOnlyList<string> parameterArguments, string? parameterFile)
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>Whether this can be a pipeline's name: it is no file, and does not look like one.</summary>
    public static bool MayName(string named) =>
        named != "-"
        && !named.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
        && !Endings.Contains(Path.GetExtension(named), StringComparer.OrdinalIgnoreCase)
        && !Path.Exists(named);

    public async Task<ExecutionDocument> StartAsync(BudPipelineClient client, CancellationToken cancellation)
    {
        var pipeline = await SavedPipeline.FindAsync(client, named, cancellation);
        var source = new DefinitionSource(pipeline.Name, pipeline.Definition?.GetRawText() ?? "");
        var declared = DefinitionCompiler.Compile(source.Text, BuiltInActions.Catalog).Definition is { } definition
            ? definition.Parameters
            : [];
        var given = await ParameterArguments.ReadAsync(parameterArguments, parameterFile, declared, cancellation);
        var (_, problems) = Parameters.Bind(declared, given);
        if (!problems.IsEmpty)
        {
            DiagnosticPrinter.ToStandardError().Print(source, problems);
            throw VerbFailure.Usage($"{pipeline.Name}: the parameters do not fit");
        }

        return await client.StartPipelineAsync(
            new StartPipelineRequest
            {
                PipelineId = pipeline.Id,
                Params = JsonElement.Parse(ValueJson.ToUtf8(given)),
                Initiator = "cli",
            },
            cancellation
        );
    }
}
