using System.Collections.Immutable;
using BudPipeline.Core.Definitions.Schema;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>Collects the diagnostics of one source and gives each its place.</summary>
internal sealed class Findings(SourceText source, int limit)
{
    private const int LongestExcerpt = 80;
    private const int LongestSentence = 1000;

    // Comparing two names costs the product of their lengths; a hostile definition has thousands of long ones.
    private const long HintBudget = 20_000_000;

    private readonly List<Diagnostic> found = [];
    private int unreported;
    private long hintWork;

    public bool HasErrors { get; private set; }

    /// <summary>Where readers note what they ask for; null when nobody wants to know.</summary>
    public FieldNotes? Notes { get; init; }

    /// <summary>True when further diagnostics would only be counted, so that nobody need search for a hint.</summary>
    public bool IsFull => found.Count >= limit;

    public void Error(string code, string message, string path, SourceNode? node, string? hint = null) =>
        Add(Severity.Error, code, message, path, node?.Start, ExcerptOf(node), hint);

    public void Warning(string code, string message, string path, SourceNode? node, string? hint = null) =>
        Add(Severity.Warning, code, message, path, node?.Start, ExcerptOf(node), hint);

    /// <summary>Something at a place inside a scalar's value.</summary>
    public void Inside(
        Severity severity,
        string code,
        string message,
        string path,
        SourceNode? node,
        int offset,
        string? text,
        string? hint
    ) =>
        Add(
            severity,
            code,
            message,
            path,
            node is SourceScalar scalar && !IsFull ? ScalarOffsets.IndexOf(source, scalar, offset) : node?.Start,
            Shorten(text),
            hint
        );

    /// <summary>Something at an index of the source that no node stands for.</summary>
    public void At(int index, string code, string message, string? hint) =>
        Add(Severity.Error, code, message, "", index, Shorten(source.LineAt(index).Trim().ToString()), hint);

    /// <summary>There is nothing in the source.</summary>
    public void Empty() =>
        At(0, DiagnosticCodes.EmptyDefinition, "The definition is empty.", "A pipeline needs a list of steps.");

    /// <summary>All of them in the order of the source; those without a place come last.</summary>
    public ImmutableArray<Diagnostic> ToDiagnostics()
    {
        var sorted = found
            .OrderBy(d => d.Location?.Line ?? int.MaxValue)
            .ThenBy(d => d.Location?.Column ?? int.MaxValue)
            .ToList();
        if (unreported > 0)
        {
            var rest = $"{unreported} more are not shown.";
            var severity = HasErrors ? Severity.Error : Severity.Warning;
            sorted.Add(new Diagnostic(severity, DiagnosticCodes.TooLarge, rest, "", null, null, "Mend these first."));
        }

        return [.. sorted];
    }

    /// <summary>"did you mean 'x'?" for the nearest known name, else the given fallback.</summary>
    public string? DidYouMean(string name, IEnumerable<string> known, string? otherwise = null)
    {
        if (IsFull || hintWork > HintBudget)
        {
            return otherwise;
        }

        var names = known.ToList();
        hintWork += names.Sum(n => (long)n.Length * name.Length);
        return NearestName.Of(name, names) is { } nearest ? $"did you mean '{nearest}'?" : otherwise;
    }

    /// <summary>A text short enough for one line of output.</summary>
    public static string? Shorten(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var lineEnd = text.AsSpan().IndexOfAny('\r', '\n');
        var length = Math.Min(lineEnd < 0 ? text.Length : lineEnd, LongestExcerpt);
        return length == text.Length ? text : $"{text.AsSpan(0, length).TrimEnd()}…";
    }

    private void Add(
        Severity severity,
        string code,
        string message,
        string path,
        int? index,
        string? text,
        string? hint
    )
    {
        HasErrors |= severity == Severity.Error;
        if (IsFull)
        {
            unreported++;
            return;
        }

        var location = index is { } at ? source.LocationOf(at) : (SourceLocation?)null;
        found.Add(
            new Diagnostic(severity, code, Cut(message), Cut(path), location, text, hint is null ? null : Cut(hint))
        );
    }

    private static string Cut(string sentence) =>
        sentence.Length <= LongestSentence ? sentence : $"{sentence.AsSpan(0, LongestSentence)}…";

    private string? ExcerptOf(SourceNode? node) =>
        node switch
        {
            null => null,
            SourceScalar scalar => Shorten(scalar.Raw),
            _ => Shorten(source.LineAt(node.Start).Trim().ToString()),
        };
}
