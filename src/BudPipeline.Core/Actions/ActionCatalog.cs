using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace BudPipeline.Core.Actions;

/// <summary>The actions that this build knows, by type and alias.</summary>
public sealed class ActionCatalog
{
    private readonly FrozenDictionary<string, ActionDescriptor> byName;

    /// <summary>A catalog of these actions. Two actions with one name are a fault of the program.</summary>
    public ActionCatalog(IEnumerable<ActionDescriptor> descriptors)
    {
        All = [.. descriptors.OrderBy(d => d.Type, StringComparer.Ordinal)];
        byName = All.SelectMany(d => d.Aliases.Prepend(d.Type).Select(name => KeyValuePair.Create(name, d)))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>All descriptors, by type.</summary>
    public IReadOnlyList<ActionDescriptor> All { get; }

    /// <summary>Finds an action by its type or an alias.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out ActionDescriptor descriptor) =>
        byName.TryGetValue(name, out descriptor);
}
