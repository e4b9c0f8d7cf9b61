using System.CommandLine;
using System.CommandLine.Completions;

namespace BudPipeline.Cli.Verbs;

/// <summary>The argument that names a definition; it completes to folders and to files that may be one.</summary>
internal static class DefinitionArgument
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    public static Argument<string> Create(string description = "A YAML or JSON definition, or - for standard input.")
    {
        var argument = new Argument<string>("file") { Description = description };
        argument.CompletionSources.Add(Complete);
        return argument;
    }

    private static IEnumerable<CompletionItem> Complete(CompletionContext context)
    {
        var prefix = Path.GetDirectoryName(context.WordToComplete) ?? "";
        var folder = prefix.Length == 0 ? "." : prefix;
        return Directory.Exists(folder)
            ? new DirectoryInfo(folder)
                .EnumerateFileSystemInfos()
                .Where(entry => entry is DirectoryInfo || Endings.Contains(entry.Extension, StringComparer.Ordinal))
                .Select(entry => Path.Combine(prefix, entry.Name) + (entry is DirectoryInfo ? "/" : ""))
                .Select(path => new CompletionItem(path))
            : [];
    }
}
