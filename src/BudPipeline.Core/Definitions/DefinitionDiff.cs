using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>One place in which two definitions differ.</summary>
/// <param name="Path">Dotted, with steps by their ids and parameters by their names.</param>
/// <param name="Before">What stood there; null when it was added.</param>
/// <param name="After">What stands there; null when it was removed.</param>
public sealed record DefinitionChange(string Path, Value? Before, Value? After);

/// <summary>
/// The places in which two definitions differ, as their canonical forms have them: what only looks different is no change.
/// </summary>
public static class DefinitionDiff
{
    private static readonly Dictionary<string, string> KeysOfLists = new(StringComparer.Ordinal)
    {
        ["steps"] = "id",
        ["parameters"] = "name",
    };

    /// <summary>Every change, in the order of the paths.</summary>
    public static ImmutableArray<DefinitionChange> Between(PipelineDefinition before, PipelineDefinition after)
    {
        var changes = new List<DefinitionChange>();
        Compare("", Keyed(before), Keyed(after), changes);
        return [.. changes.OrderBy(change => change.Path, StringComparer.Ordinal)];
    }

    /// <summary>The canonical form, with lists whose items have names made maps, and their order beside them.</summary>
    private static MapValue Keyed(PipelineDefinition definition)
    {
        var canonical = (MapValue)ValueJson.Parse(CanonicalJson.Write(definition));
        List<KeyValuePair<string, Value>> entries = [];
        foreach (var (name, value) in canonical.Entries)
        {
            if (KeysOfLists.TryGetValue(name, out var key) && value is ListValue list)
            {
                var items = list.Items.OfType<MapValue>().ToList();
                entries.Add(new($"{name} (order)", Value.Of(items.Select(item => item[key]))));
                entries.Add(
                    new(name, MapValue.Of(items.Select(item => KeyValuePair.Create(Text(item[key]), (Value)item))))
                );
            }
            else
            {
                entries.Add(new(name, value));
            }
        }

        return MapValue.Of(entries);
    }

    private static void Compare(string path, MapValue before, MapValue after, List<DefinitionChange> changes)
    {
        var names = before.Entries.Concat(after.Entries).Select(entry => entry.Key).Distinct(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var place = path.Length == 0 ? name : $"{path}.{name}";
            var was = before.TryGet(name, out var old) ? old : null;
            var now = after.TryGet(name, out var changed) ? changed : null;
            if (was is MapValue oldMap && now is MapValue newMap)
            {
                Compare(place, oldMap, newMap, changes);
            }
            else if (!AreSame(was, now))
            {
                changes.Add(new DefinitionChange(place, was, now));
            }
        }
    }

    private static bool AreSame(Value? a, Value? b) =>
        a is null || b is null ? a is null && b is null : ValueJson.ToText(a) == ValueJson.ToText(b);

    private static string Text(Value value) => (value as StringValue)?.Content ?? "";
}
