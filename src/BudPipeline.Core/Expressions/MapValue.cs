using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace BudPipeline.Core.Expressions;

/// <summary>An ordered map from text to values. Keys are unique and compared ordinally.</summary>
public abstract class MapValue : Value
{
    private protected MapValue() { }

    /// <summary>The empty map.</summary>
    public static MapValue Empty { get; } = new OrderedMapValue([]);

    /// <summary>A map of these entries in their order; of two entries with one key the later value wins.</summary>
    public static MapValue Of(IEnumerable<KeyValuePair<string, Value>> entries)
    {
        var draft = new MapDraft(entries.TryGetNonEnumeratedCount(out var count) ? count : 0);
        foreach (var entry in entries)
        {
            draft.Set(entry);
        }

        return draft.ToMap();
    }

    /// <summary>A map of these entries in their order.</summary>
    public static MapValue Of(params ReadOnlySpan<(string Key, Value Value)> entries)
    {
        var draft = new MapDraft(entries.Length);
        foreach (var (key, value) in entries)
        {
            draft.Set(new(key, value));
        }

        return draft.ToMap();
    }

    /// <summary>How many entries there are.</summary>
    public abstract int Count { get; }

    /// <summary>The entries in order.</summary>
    public abstract IEnumerable<KeyValuePair<string, Value>> Entries { get; }

    /// <summary>The value of a key, or undefined.</summary>
    public Value this[string key] => TryGet(key, out var value) ? value : new UndefinedValue(key);

    /// <summary>Finds the value of a key.</summary>
    public abstract bool TryGet(string key, [MaybeNullWhen(false)] out Value value);

    /// <summary>This map with the other's entries laid over it: shallow, the other's values win.</summary>
    public MapValue With(MapValue other) => other.Count == 0 ? this : Of(Entries.Concat(other.Entries));

    /// <inheritdoc/>
    public override bool Equals(Value? other) =>
        other is MapValue m
        && m.Count == Count
        && Entries.All(e => m.TryGet(e.Key, out var value) && e.Value.Equals(value));

    /// <inheritdoc/>
    public override int GetHashCode() => Entries.Aggregate(17, (hash, e) => hash ^ HashCode.Combine(e.Key, e.Value));
}

/// <summary>The map that holds its entries.</summary>
internal sealed class OrderedMapValue(ImmutableArray<KeyValuePair<string, Value>> entries) : MapValue
{
    private const int IndexAbove = 8;

    /// <summary>Made at the first search; two threads may both make it, and either one is good.</summary>
    private Dictionary<string, Value>? index;

    public override int Count => entries.Length;

    public override IEnumerable<KeyValuePair<string, Value>> Entries => entries;

    /// <summary>The entries, to be gone through without an enumerator on the heap.</summary>
    public ImmutableArray<KeyValuePair<string, Value>> Held => entries;

    public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value)
    {
        if (entries.Length > IndexAbove)
        {
            index ??= new Dictionary<string, Value>(entries, StringComparer.Ordinal);
            return index.TryGetValue(key, out value);
        }

        foreach (var entry in entries)
        {
            if (entry.Key == key)
            {
                value = entry.Value;
                return true;
            }
        }

        value = null;
        return false;
    }
}
