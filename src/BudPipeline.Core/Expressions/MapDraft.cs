using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions;

/// <summary>A map under construction. Most maps are small: those are searched, only larger ones get an index.</summary>
internal sealed class MapDraft(int capacity)
{
    private const int IndexAbove = 8;
    private readonly ImmutableArray<KeyValuePair<string, Value>>.Builder entries = ImmutableArray.CreateBuilder<
        KeyValuePair<string, Value>
    >(capacity);
    private Dictionary<string, int>? places;

    /// <summary>Adds an entry, or replaces the value of the one with its key.</summary>
    public void Set(KeyValuePair<string, Value> entry)
    {
        var place = PlaceOf(entry.Key);
        if (place >= 0)
        {
            entries[place] = entry;
            return;
        }

        places?.Add(entry.Key, entries.Count);
        entries.Add(entry);
    }

    public MapValue ToMap() => entries.Count == 0 ? MapValue.Empty : new OrderedMapValue(entries.DrainToImmutable());

    private int PlaceOf(string key)
    {
        if (entries.Count > IndexAbove)
        {
            places ??= Index();
            return places.TryGetValue(key, out var known) ? known : -1;
        }

        for (var place = 0; place < entries.Count; place++)
        {
            if (string.Equals(entries[place].Key, key, StringComparison.Ordinal))
            {
                return place;
            }
        }

        return -1;
    }

    private Dictionary<string, int> Index()
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var place = 0; place < entries.Count; place++)
        {
            index.Add(entries[place].Key, place);
        }

        return index;
    }
}
