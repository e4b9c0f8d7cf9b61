using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>How a scalar was written, which decides how an offset in it maps to the source.</summary>
internal enum ScalarStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Block,
}

/// <summary>A part of a parsed source that remembers where it stood: the one tree that YAML and JSON both become.</summary>
internal abstract class SourceNode(int start, int end)
{
    private const int MostDotsInKey = 8;

    /// <summary>Index of its first character in the source.</summary>
    public int Start { get; } = start;

    /// <summary>Index behind its last character.</summary>
    public int End { get; } = end;

    /// <summary>Maps, lists and scalars in it, itself included, aliases expanded.</summary>
    public abstract int Nodes { get; }

    /// <summary>Characters of all texts and keys in it, aliases expanded.</summary>
    public abstract int Characters { get; }

    /// <summary>Levels of maps and lists in it: 0 for a scalar.</summary>
    public abstract int Height { get; }

    /// <summary>What it is called in a message.</summary>
    public abstract string Kind { get; }

    public abstract Value ToValue();

    public bool IsNull => this is SourceScalar { Value: NullValue };

    /// <summary>
    /// The node at a dotted path below this one; null when there is none. A key may hold dots itself: a few, or it must be
    /// the path's last.
    /// </summary>
    public SourceNode? Find(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty)
        {
            return this;
        }

        var dot = NextDot(path, 0);
        for (var dots = 0; dots < MostDotsInKey && dot < path.Length; dots++)
        {
            if (Child(path[..dot])?.Find(path[(dot + 1)..]) is { } found)
            {
                return found;
            }

            dot = NextDot(path, dot + 1);
        }

        return Child(path);
    }

    private protected abstract SourceNode? Child(ReadOnlySpan<char> name);

    private static int NextDot(ReadOnlySpan<char> path, int from)
    {
        var dot = path[from..].IndexOf('.');
        return dot < 0 ? path.Length : from + dot;
    }
}

/// <summary>A scalar.</summary>
/// <param name="value">What it means.</param>
/// <param name="raw">Its characters after quotes and escapes are undone.</param>
/// <param name="style">How it was written.</param>
/// <param name="start">Index of its first character.</param>
/// <param name="end">Index behind its last one.</param>
internal sealed class SourceScalar(Value value, string raw, ScalarStyle style, int start, int end)
    : SourceNode(start, end)
{
    public Value Value { get; } = value;

    public string Raw { get; } = raw;

    public ScalarStyle Style { get; } = style;

    public override int Nodes => 1;

    public override int Characters => Raw.Length;

    public override int Height => 0;

    public override string Kind =>
        Value switch
        {
            NullValue => "null",
            BoolValue => "a boolean",
            LongValue => "an integer",
            DoubleValue => "a number",
            _ => "a text",
        };

    public override Value ToValue() => Value;

    private protected override SourceNode? Child(ReadOnlySpan<char> name) => null;
}

/// <summary>A list.</summary>
internal sealed class SourceList : SourceNode
{
    public SourceList(ImmutableArray<SourceNode> items, int start, int end)
        : base(start, end)
    {
        Items = items;
        Nodes = 1 + items.Sum(i => i.Nodes);
        Characters = items.Sum(i => i.Characters);
        Height = 1 + (items.IsEmpty ? 0 : items.Max(i => i.Height));
    }

    public ImmutableArray<SourceNode> Items { get; }

    public override int Nodes { get; }

    public override int Characters { get; }

    public override int Height { get; }

    public override string Kind => "a list";

    public override Value ToValue() => Items.IsEmpty ? ListValue.Empty : Value.Of(Items.Select(i => i.ToValue()));

    private protected override SourceNode? Child(ReadOnlySpan<char> name) =>
        int.TryParse(name, System.Globalization.NumberStyles.None, null, out var i) && i < Items.Length
            ? Items[i]
            : null;
}

/// <summary>A key of a map with its value.</summary>
internal readonly record struct SourceEntry(SourceScalar Key, SourceNode Value);

/// <summary>A map; its keys are unique.</summary>
internal sealed class SourceMap : SourceNode
{
    private readonly Dictionary<string, SourceNode> byKey;

    public SourceMap(ImmutableArray<SourceEntry> entries, int start, int end)
        : base(start, end)
    {
        Entries = entries;
        byKey = entries.ToDictionary(e => e.Key.Raw, e => e.Value, StringComparer.Ordinal);
        Nodes = 1 + entries.Sum(e => e.Value.Nodes);
        Characters = entries.Sum(e => e.Key.Characters + e.Value.Characters);
        Height = 1 + (entries.IsEmpty ? 0 : entries.Max(e => e.Value.Height));
    }

    public ImmutableArray<SourceEntry> Entries { get; }

    public override int Nodes { get; }

    public override int Characters { get; }

    public override int Height { get; }

    public override string Kind => "a map";

    public bool TryGet(string key, [MaybeNullWhen(false)] out SourceNode value) => byKey.TryGetValue(key, out value);

    public override MapValue ToValue() =>
        MapValue.Of(Entries.Select(e => KeyValuePair.Create(e.Key.Raw, e.Value.ToValue())));

    private protected override SourceNode? Child(ReadOnlySpan<char> name) =>
        byKey.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var value) ? value : null;
}
