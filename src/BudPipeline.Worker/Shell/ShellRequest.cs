using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;
using BudPipeline.Worker.Supervision;

namespace BudPipeline.Worker.Shell;

/// <summary>Reads the parameters of a <c>shell</c> step into a command.</summary>
internal static partial class ShellRequest
{
    /// <summary>The command, or null and what is wrong with the parameters.</summary>
    public static CommandSpec? Read(ActionContext context, out string? problem)
    {
        problem = null;
        var directory = Path.GetFullPath(context.Params.Text("cwd") ?? ".");
        var arguments = Arguments(context.Params, ref problem);
        var environment = EnvironmentOf(context, ref problem);
        if (!Directory.Exists(directory))
        {
            problem ??= $"parameter 'cwd': the directory {directory} does not exist";
        }

        if (
            arguments
                .Concat(environment.Values)
                .Append(directory)
                .Any(text => text.Contains('\0', StringComparison.Ordinal))
        )
        {
            problem ??= "a NUL character stands in the parameters; no program can be given one";
        }

        return problem is null ? new CommandSpec(context.Attempt, arguments, environment, directory) : null;
    }

    private static IReadOnlyList<string> Arguments(MapValue given, ref string? problem)
    {
        var command = given.Text("command");
        switch (command, given["args"])
        {
            case ({ Length: > 0 }, { IsNullOrUndefined: true }):
                return ["/bin/sh", "-c", command];
            case (null or "", ListValue { Items.IsEmpty: false } list):
                return [.. list.Items.Select(ActionParams.TextOf)];
            case ({ Length: > 0 }, _):
                problem =
                    "give either 'command' (text for /bin/sh -c) or 'args' (a program and its arguments), not both";
                return [];
            default:
                problem = "give 'command' (text for /bin/sh -c) or 'args' (a list: a program and its arguments)";
                return [];
        }
    }

    private static Dictionary<string, string> EnvironmentOf(ActionContext context, ref string? problem)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            all[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        switch (context.Params["env"])
        {
            case MapValue map:
                foreach (var (name, value) in map.Entries)
                {
                    Set(all, name, value, ref problem);
                }

                break;
            case { IsNullOrUndefined: true }:
                break;
            default:
                problem ??= "parameter 'env' must be a map of names and values";
                break;
        }

        all["BUD_EXECUTION_ID"] = context.Attempt.ExecutionId;
        all["BUD_STEP_ID"] = context.StepId;
        all["BUD_ATTEMPT"] = context.Attempt.Attempt.ToString(CultureInfo.InvariantCulture);
        all["BUD_FENCE"] = context.Attempt.Fence.ToString(CultureInfo.InvariantCulture);
        all.Remove("BUD_OUTPUT");
        return all;
    }

    private static void Set(Dictionary<string, string> all, string name, Value value, ref string? problem)
    {
        if (!Name().IsMatch(name))
        {
            problem ??= $"parameter 'env': '{name}' is no name of a variable: letters, digits and underscores only";
        }
        else if (value.IsNullOrUndefined)
        {
            all.Remove(name);
        }
        else
        {
            all[name] = ActionParams.TextOf(value);
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
