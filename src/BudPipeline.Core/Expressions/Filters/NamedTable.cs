using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Entries by name, with other names for some of them.</summary>
internal sealed class NamedTable<T>(
    IEnumerable<T> entries,
    Func<T, string> nameOf,
    params (string Alias, string Name)[] aliases
)
    where T : class
{
    private readonly FrozenDictionary<string, T> byName = WithAliases(entries.ToDictionary(nameOf), aliases);

    public bool TryGet(string name, [MaybeNullWhen(false)] out T entry) => byName.TryGetValue(name, out entry);

    /// <summary>The end of a message about a name that is not here.</summary>
    public string Suggestion(string name) =>
        NearestName.Of(name, byName.Keys.Order(StringComparer.Ordinal)) is { } near ? $": did you mean '{near}'?" : "";

    private static FrozenDictionary<string, T> WithAliases(
        Dictionary<string, T> table,
        (string Alias, string Name)[] aliases
    )
    {
        foreach (var (alias, name) in aliases)
        {
            table.Add(alias, table[name]);
        }

        return table.ToFrozenDictionary();
    }
}
