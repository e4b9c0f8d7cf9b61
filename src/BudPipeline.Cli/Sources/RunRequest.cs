using System.Text.Json;
using BudPipeline.Client;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Sources;

/// <summary>A definition with its parameters, both checked here, so that a mistake is told before any node is started.</summary>
internal sealed class RunRequest
{
    private readonly DefinitionSource definition;
    private readonly MapValue parameters;

    private RunRequest(DefinitionSource definition, MapValue parameters)
    {
        this.definition = definition;
        this.parameters = parameters;
    }

    /// <summary>Reads and checks both; null after it printed what is wrong.</summary>
    public static async Task<RunRequest?> ReadAsync(
        string file,
        IReadOnlyList<string> parameterArguments,
        string? parameterFile,
        CancellationToken cancellation
    )
    {
        var source = await DefinitionSource.ReadAsync(file, cancellation);
        var printer = DiagnosticPrinter.ToStandardError();
        var compiled = DefinitionCompiler.Compile(source.Text, BuiltInActions.Catalog);
        printer.Print(source, compiled.Diagnostics);
        if (compiled.Definition is not { } pipeline)
        {
            return null;
        }

        var given = await ParameterArguments.ReadAsync(
            parameterArguments,
            parameterFile,
            pipeline.Parameters,
            cancellation
        );
        var (_, problems) = Parameters.Bind(pipeline.Parameters, given);
        printer.Print(source, problems);
        return problems.IsEmpty ? new RunRequest(source, given) : null;
    }

    /// <summary>Starts it. What the server finds wrong, and this program did not, is printed and ends the verb.</summary>
    public async Task<ExecutionDocument> StartAsync(BudPipelineClient client, CancellationToken cancellation)
    {
        try
        {
            return await client.RunEphemeralAsync(
                new StartEphemeralRequest
                {
                    DefinitionText = definition.Text,
                    Params = JsonElement.Parse(ValueJson.ToUtf8(parameters)),
                    Initiator = "cli",
                },
                cancellation
            );
        }
        catch (ValidationException refused) when (refused.Errors.Count > 0)
        {
            DiagnosticPrinter.ToStandardError().Print(definition, refused.Errors.Select(ProblemDiagnostics.Of));
            throw VerbFailure.Usage($"{definition.Name}: the server refuses it");
        }
    }
}
