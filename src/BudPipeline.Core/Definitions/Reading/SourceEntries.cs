using System.Collections.Immutable;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>The entries of a map under construction: reports a key that comes twice and keeps its first value.</summary>
internal sealed class SourceEntries(Findings findings)
{
    private readonly List<SourceEntry> own = [];
    private readonly List<SourceEntry> merged = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    public void Add(SourceScalar key, SourceNode value)
    {
        if (names.Add(key.Raw))
        {
            own.Add(new SourceEntry(key, value));
        }
        else
        {
            var message = $"The key '{Findings.Shorten(key.Raw)}' stands here twice.";
            findings.Error(DiagnosticCodes.DuplicateKey, message, "", key, "Remove one of them.");
        }
    }

    /// <summary>Lays a YAML <c>&lt;&lt;</c> map under the map's own entries.</summary>
    public void Merge(SourceMap map) => merged.AddRange(map.Entries);

    public ImmutableArray<SourceEntry> ToImmutable() =>
        merged.Count == 0 ? [.. own] : [.. own, .. merged.Where(entry => names.Add(entry.Key.Raw))];
}
