using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions;

/// <summary>Where an action opens secrets.</summary>
public interface ISecrets
{
    /// <summary>The text of a secret; null when there is none of that name.</summary>
    string? Find(string name);
}

/// <summary>No secrets at all.</summary>
public sealed class NoSecrets : ISecrets
{
    private NoSecrets() { }

    /// <summary>The one there is.</summary>
    public static NoSecrets Instance { get; } = new();

    /// <inheritdoc/>
    public string? Find(string name) => null;
}

/// <summary>Opens deferred text.</summary>
public static class SecretOpening
{
    /// <summary>The value with the text of every secret in place of its name; null and the first name that there is none of.</summary>
    public static Value? Open(this ISecrets secrets, Value value, out string? missing)
    {
        missing = null;
        return Opened(secrets, value, ref missing) is { } opened && missing is null ? opened : null;
    }

    private static Value Opened(ISecrets secrets, Value value, ref string? missing)
    {
        switch (value)
        {
            case SecretValue deferred:
                var text = "";
                foreach (var part in deferred.Parts)
                {
                    var piece = part.IsSecret ? secrets.Find(part.Text) : part.Text;
                    missing ??= piece is null ? part.Text : null;
                    text += piece;
                }

                return Value.Of(text);
            case ListValue list when Holds(list):
                var items = new List<Value>(list.Items.Length);
                foreach (var item in list.Items)
                {
                    items.Add(Opened(secrets, item, ref missing));
                }

                return Value.Of(items);
            case MapValue map when Holds(map):
                var entries = new List<KeyValuePair<string, Value>>(map.Count);
                foreach (var (key, entry) in map.Entries)
                {
                    entries.Add(new(key, Opened(secrets, entry, ref missing)));
                }

                return MapValue.Of(entries);
            default:
                return value;
        }
    }

    private static bool Holds(Value value) =>
        value switch
        {
            SecretValue => true,
            ListValue list => list.Items.Any(Holds),
            MapValue map => map.Entries.Any(entry => Holds(entry.Value)),
            _ => false,
        };
}
