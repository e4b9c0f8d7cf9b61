using System.Collections.Frozen;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>
/// Tells <c>${params.x}</c>, the older spelling of <c>{{ params.x }}</c>, from what belongs to a shell, such as
/// <c>${HOME}</c> or <c>${x:-y}</c>: it starts with one of the names that a pipeline gives.
/// </summary>
internal static class DollarPath
{
    private static readonly FrozenSet<string> Roots = FrozenSet.ToFrozenSet([
        "artifacts",
        "env",
        "event",
        "execution",
        "execution_id",
        "index",
        "inputs",
        "item",
        "iteration",
        "now",
        "params",
        "pipeline",
        "pipeline_id",
        "result",
        "secrets",
        "steps",
        "today",
        "trigger",
        "workflow",
    ]);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> RootsBySpan =
        Roots.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the <c>${</c> at this place opens a path.</summary>
    public static bool StartsAt(string text, int at)
    {
        var start = at + 2;
        while (start < text.Length && text[start] == ' ')
        {
            start++;
        }

        var end = start;
        while (end < text.Length && Lexer.IsNamePart(text[end]))
        {
            end++;
        }

        return end < text.Length
            && text[end] is '.' or '[' or '}' or ' ' or '|'
            && RootsBySpan.Contains(text.AsSpan(start, end - start));
    }
}
