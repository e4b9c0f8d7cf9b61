using System.CommandLine;
using BudPipeline.Cli.Terminal;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud actions list</c>: what a step may name as its action.</summary>
internal static class ActionsVerb
{
    public static Command Create()
    {
        var list = new Verb("list", "Lists the actions with their parameters.", "bud actions list");
        list.SetAction(_ =>
        {
            Columns.Print(
                Console.Out,
                ["ACTION", "PARAMETERS", "DESCRIPTION"],
                BuiltInActions.Catalog.All.Select(a =>
                    new[] { string.Join(", ", a.Aliases.Prepend(a.Type)), ParametersOf(a), a.Description }
                )
            );
            return ExitCodes.Completed;
        });
        return new Verb("actions", "What a step can do.", "bud actions list") { list };
    }

    /// <summary>Required ones bare, the others in brackets.</summary>
    private static string ParametersOf(ActionDescriptor action) =>
        string.Join(' ', action.Params.Select(p => p.Required ? p.Name : $"[{p.Name}]"));
}
