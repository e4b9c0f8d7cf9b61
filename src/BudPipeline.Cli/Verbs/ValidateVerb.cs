using System.CommandLine;
using BudPipeline.Cli.Sources;
using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Definitions;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Server.Api;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud validate</c>: everything that is wrong or doubtful in a definition, without a node.</summary>
internal static class ValidateVerb
{
    public static Command Create()
    {
        var file = DefinitionArgument.Create();
        var output = OutputOption.Create("text", "json");
        var verb = new Verb(
            "validate",
            "Checks a definition and says everything that is wrong with it; exit code 2 if it cannot run.",
            "bud validate hello.yaml",
            "cat hello.yaml | bud validate - -o json"
        )
        {
            file,
            output,
        };
        verb.SetAction(
            async (result, cancellation) =>
            {
                var source = await DefinitionSource.ReadAsync(result.GetRequiredValue(file), cancellation);
                var compiled = DefinitionCompiler.Compile(source.Text, BuiltInActions.Catalog);
                if (result.GetValue(output) == "json")
                {
                    JsonOutput.Print(ValidationReports.Of(compiled), BudJson.Wire.ValidationReport);
                }
                else
                {
                    DiagnosticPrinter.ToStandardError().Print(source, compiled.Diagnostics);
                    PrintVerdict(source, compiled);
                }

                return compiled.Definition is null ? ExitCodes.Usage : ExitCodes.Completed;
            }
        );
        return verb;
    }

    private static void PrintVerdict(DefinitionSource source, CompiledDefinition compiled)
    {
        if (compiled.Definition is { } definition)
        {
            var warnings = compiled.Warnings.Count();
            var steps = definition.Steps.Length;
            Console.Out.WriteLine(
                $"{source.Name}: valid, {steps} {(steps == 1 ? "step" : "steps")}"
                    + (warnings == 0 ? "" : $", {warnings} {(warnings == 1 ? "warning" : "warnings")}")
            );
        }
    }
}
