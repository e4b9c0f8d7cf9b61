using System.CommandLine;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>-o</c>: how a verb prints what it found.</summary>
internal static class OutputOption
{
    /// <summary>An option of these forms; the first is the default.</summary>
    public static Option<string> Create(params string[] forms)
    {
        var option = new Option<string>("--output", "-o")
        {
            Description = $"How to print: {string.Join(" or ", forms)}.",
            HelpName = string.Join('|', forms),
            DefaultValueFactory = _ => forms[0],
        };
        return option.AcceptOnlyFromAmong(forms);
    }
}
