using System.CommandLine;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Terminal;

/// <summary>Says on standard error what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    public static void Print(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            // Whatever else is wrong follows from this one.
            var near = NearestName.Of(unknown, NamesIn(command));
            StandardError.Note($"unknown: '{unknown}'" + (near is null ? "" : $" (did you mean '{near}'?)"));
        }
        else
        {
            foreach (var error in parsed.Errors)
            {
                StandardError.Note(error.Message);
            }
        }

        var path = string.Join(' ', PathTo(command));
        var verbs = string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
        StandardError.Note(
            verbs.Length > 0 ? $"{path} takes one of: {verbs}; see `{path} --help`" : $"see `{path} --help`"
        );
    }

    private static IEnumerable<string> NamesIn(Command command) =>
        command.Subcommands.Select(c => c.Name).Concat(command.Options.SelectMany(o => o.Aliases.Prepend(o.Name)));

    private static IEnumerable<string> PathTo(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? ["bud"] : PathTo(parent).Append(command.Name);
    }
}
