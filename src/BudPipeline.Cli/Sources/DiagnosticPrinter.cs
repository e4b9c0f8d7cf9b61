using BudPipeline.Core.Definitions;

namespace BudPipeline.Cli.Sources;

/// <summary>Prints diagnostics, on a terminal each with its line of the source and a caret under the place.</summary>
internal sealed class DiagnosticPrinter(TextWriter output, bool withExcerpts)
{
    private const int WidestExcerpt = 160;

    /// <summary>Prints to standard error.</summary>
    public static DiagnosticPrinter ToStandardError() => new(Console.Error, !Console.IsErrorRedirected);

    public void Print(DefinitionSource source, IEnumerable<Diagnostic> diagnostics)
    {
        var lines = withExcerpts ? source.Text.Split('\n') : [];
        foreach (var diagnostic in diagnostics)
        {
            output.WriteLine(diagnostic.Format(source.Name));
            if (diagnostic.Location is { } at && at.Line >= 1 && at.Line <= lines.Length)
            {
                PrintExcerpt(lines[at.Line - 1].TrimEnd('\r'), at, diagnostic.Text);
            }
        }
    }

    private void PrintExcerpt(string line, SourceLocation at, string? text)
    {
        var start = Math.Clamp(at.Column - 1, 0, line.Length);
        if (line.Length > WidestExcerpt)
        {
            return;
        }

        // A tab keeps its width only under a tab.
        var indent = string.Concat(line[..start].Select(c => c == '\t' ? '\t' : ' '));
        var isThere = text is { Length: > 0 } && line.AsSpan(start).StartsWith(text, StringComparison.Ordinal);
        var carets = new string('^', isThere ? text!.Length : 1);
        output.WriteLine($"{at.Line, 5} | {line}");
        output.WriteLine($"      | {indent}{carets}");
    }
}
