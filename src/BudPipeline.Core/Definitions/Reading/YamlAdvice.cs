using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>What to do about the mistakes that people make in YAML, guessed from the line they made them in.</summary>
internal static partial class YamlAdvice
{
    /// <summary>A hint for a fault at this index.</summary>
    public static string For(SourceText source, int at)
    {
        var line = source.LineAt(at);
        var content = line.TrimStart();
        if (line.IndexOf("{{", StringComparison.Ordinal) >= 0 && !IsQuoted(content))
        {
            return "put the text with the template in quotes: \"{{ … }}\"";
        }

        var indentation = line[..^content.Length];
        if (indentation.Contains('\t'))
        {
            return "indent with spaces, not with tabs";
        }

        return source.At(at) switch
        {
            '\t' => "indent with spaces, not with tabs",
            '@' or '`' or '%' or '&' or '*' or '!' or '|' or '>' => "put the text in quotes",
            _ when content.Count(": ") > 1 => "put a text that holds ': ' in quotes",
            _ => "check the indentation of this line and the one above it",
        };
    }

    /// <summary>The index of a fault; a tab that indents is the fault itself, wherever the parser gave up.</summary>
    public static int PlaceOf(YamlException fault, SourceText source)
    {
        var at = (int)Math.Min(fault.Start.Index, source.Content.Length);
        if (!fault.Message.Contains("tab", StringComparison.Ordinal))
        {
            return at;
        }

        var tab = IndentingTab().Match(source.Content, at);
        return tab.Success ? tab.Index + tab.Length - 1 : at;
    }

    /// <summary>The parser's message as one sentence with a full stop.</summary>
    public static string Sentence(string message)
    {
        // Marks that the parser puts in front read "(Line: 3, Col: 5, Idx: 40) - (Line: …): ".
        var start = message.LastIndexOf("): ", StringComparison.Ordinal);
        var text = (start < 0 ? message : message[(start + 3)..]).Trim();
        return text.EndsWith('.') ? text : text + ".";
    }

    private static bool IsQuoted(ReadOnlySpan<char> content)
    {
        var template = content.IndexOf("{{", StringComparison.Ordinal);
        return content[..template].ContainsAny('"', '\'');
    }

    [GeneratedRegex(@"\n *\t")]
    private static partial Regex IndentingTab();
}
