using System.CommandLine;
using BudPipeline.Cli.Sources;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud graph</c>: the steps of a definition and what they wait for, as a drawing.</summary>
internal static class GraphVerb
{
    public static Command Create()
    {
        var file = DefinitionArgument.Create();
        var format = new Option<string>("--format", "-f")
        {
            Description = "ascii, mermaid or dot.",
            HelpName = "ascii|mermaid|dot",
            DefaultValueFactory = _ => "ascii",
        }.AcceptOnlyFromAmong("ascii", "mermaid", "dot");
        var verb = new Verb(
            "graph",
            "Draws the steps and what they wait for.",
            "bud graph report.yaml",
            "bud graph report.yaml -f dot | dot -Tsvg > report.svg"
        )
        {
            file,
            format,
        };
        verb.SetAction(
            async (result, cancellation) =>
            {
                var source = await DefinitionSource.ReadAsync(result.GetRequiredValue(file), cancellation);
                var compiled = DefinitionCompiler.Compile(source.Text, BuiltInActions.Catalog);
                if (compiled.Plan is not { } plan)
                {
                    DiagnosticPrinter.ToStandardError().Print(source, compiled.Diagnostics);
                    return ExitCodes.Usage;
                }

                await Console.Out.WriteLineAsync(
                    result.GetValue(format) switch
                    {
                        "mermaid" => GraphDrawing.Mermaid(plan),
                        "dot" => GraphDrawing.Dot(plan),
                        _ => GraphDrawing.Ascii(plan),
                    }
                );
                return ExitCodes.Completed;
            }
        );
        return verb;
    }
}
