namespace BudPipeline.Core.Definitions.Reading;

/// <summary>A source text that knows its lines.</summary>
internal sealed class SourceText
{
    private readonly List<int> lineStarts = [0];

    public SourceText(string content)
    {
        Content = content;
        for (var i = 0; i < content.Length; i++)
        {
            var isLineEnd = content[i] == '\n' || (content[i] == '\r' && At(i + 1) != '\n');
            if (isLineEnd)
            {
                lineStarts.Add(i + 1);
            }
        }
    }

    public string Content { get; }

    /// <summary>Line and column, from 1, of an index into the content; an index behind the end counts as the end.</summary>
    public SourceLocation LocationOf(int index)
    {
        var place = Math.Clamp(index, 0, Content.Length);
        var found = lineStarts.BinarySearch(place);
        var line = found >= 0 ? found : ~found - 1;
        return new SourceLocation(line + 1, place - lineStarts[line] + 1);
    }

    /// <summary>The line, without its end, that an index stands in.</summary>
    public ReadOnlySpan<char> LineAt(int index)
    {
        var start = lineStarts[LocationOf(index).Line - 1];
        var rest = Content.AsSpan(start);
        var end = rest.IndexOfAny('\r', '\n');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>The character at an index, or NUL outside.</summary>
    public char At(int index) => (uint)index < (uint)Content.Length ? Content[index] : '\0';
}
