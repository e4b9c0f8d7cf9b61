using BudPipeline.Core.Definitions.Graph;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Checking;

/// <summary>
/// Warns where a template becomes text that a shell reads: whoever gives the value can then run commands. Passed through
/// <c>env</c> a value stays a value.
/// </summary>
internal static class ShellSplices
{
    private const string Shell = "shell";
    private static readonly string[] Shells = ["sh", "bash", "dash", "zsh", "ksh", "ash"];

    public static void Run(CheckedSource source)
    {
        foreach (var step in source.Pipeline.Steps.Where(s => (s.Action?.Type ?? s.Definition.Action) == Shell))
        {
            foreach (var path in ScriptPaths(step.Definition.Params))
            {
                Check(source, step, $"{step.Path}.params.{path}");
            }
        }
    }

    /// <summary>The parameters whose text a shell reads: <c>command</c>, and the script of <c>args: [sh, -c, …]</c>.</summary>
    private static IEnumerable<string> ScriptPaths(MapValue parameters)
    {
        yield return "command";
        if (
            parameters["args"] is ListValue { Items: [StringValue program, StringValue flag, ..] }
            && Shells.Contains(program.Content[(program.Content.LastIndexOf('/') + 1)..], StringComparer.Ordinal)
            && flag.Content.StartsWith('-')
            && flag.Content.EndsWith('c')
        )
        {
            yield return "args.2";
        }
    }

    private static void Check(CheckedSource source, ParsedStep step, string path)
    {
        foreach (var mention in step.ParamMentions)
        {
            if (mention.Path != path)
            {
                continue;
            }

            var variable = mention.Reference.Path[^1].ToUpperInvariant();
            source.Report(
                Severity.Warning,
                DiagnosticCodes.ShellSplice,
                $"Step '{step.Id}' splices '{mention.Text}' into command text, where the shell reads it as code.",
                mention,
                $"Pass it through env: {{{variable}: \"{{{{ {mention.Text} }}}}\"}} and write \"${variable}\"."
            );
        }
    }
}
