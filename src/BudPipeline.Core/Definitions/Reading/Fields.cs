using System.Collections.Immutable;
using BudPipeline.Core.Definitions.Schema;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>
/// Reads the fields of one map, each with its type and bounds. What is wrong is reported and replaced by the default, so
/// that one pass finds everything. Whatever was not asked for by the end is unknown.
/// </summary>
internal sealed class Fields(SourceMap map, string path, Findings findings)
{
    private readonly List<string> known = [];

    public SourceMap Map => map;

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The field's node; null when it is absent, or null in the source.</summary>
    public SourceNode? Find(string name) => FindWritten(name) is { IsNull: false } node ? node : null;

    /// <summary>The field's node even when the source says null; null when it is absent.</summary>
    public SourceNode? FindWritten(string name)
    {
        known.Add(name);
        Note(name, new AnyShape());
        return map.TryGet(name, out var node) ? node : null;
    }

    /// <summary>The name under which a field is written: its own before its aliases, of which it warns when both stand there.</summary>
    public string NameOf(string name, params ReadOnlySpan<string> aliases)
    {
        var written = Find(name) is null ? null : name;
        foreach (var alias in aliases)
        {
            if (Find(alias) is not { } node)
            {
                continue;
            }

            if (written is not null)
            {
                var message = $"'{alias}' is ignored: it means the same as '{written}', which is given too.";
                findings.Warning(DiagnosticCodes.ConflictingFields, message, PathOf(alias), node, $"Remove '{alias}'.");
            }

            written ??= alias;
        }

        return written ?? name;
    }

    public void Missing(string name, string hint)
    {
        findings.Notes?.Missed(PathOf(name));
        findings.Error(DiagnosticCodes.MissingField, $"The field '{name}' is missing.", PathOf(name), map, hint);
    }

    /// <summary>A text; null when it is absent or no text.</summary>
    public string? Text(string name, int minLength = 0, int maxLength = int.MaxValue)
    {
        Note(name, new TextShape(minLength, maxLength));
        var node = Find(name);
        if (node is null)
        {
            return null;
        }

        if (node is not SourceScalar { Value: StringValue text })
        {
            var hint = node is SourceScalar scalar
                ? $"put it in quotes: {name}: \"{Findings.Shorten(scalar.Raw)}\""
                : null;
            WrongType(name, node, "a text", hint);
            return null;
        }

        var length = text.Content.Length;
        if (length >= minLength && length <= maxLength)
        {
            return text.Content;
        }

        var bounds = maxLength == int.MaxValue ? $"at least {minLength}" : $"{minLength} to {maxLength}";
        var message = $"'{name}' must have {bounds} characters; it has {length}.";
        findings.Error(DiagnosticCodes.OutOfRange, message, PathOf(name), node);
        return null;
    }

    /// <summary>A text, or a number as it was written: 1.10 stays 1.10.</summary>
    public string? TextOrNumber(string name)
    {
        var number = Find(name) is SourceScalar { Value: LongValue or DoubleValue } scalar ? scalar.Raw : null;
        var text = number ?? Text(name);
        Note(name, new ScalarShape(TakesBooleans: false));
        return text;
    }

    /// <summary>A text, a number or a boolean.</summary>
    public SourceScalar? Scalar(string name)
    {
        Note(name, new ScalarShape(TakesBooleans: true));
        var node = Find(name);
        if (node is not (null or SourceScalar))
        {
            WrongType(name, node, "a text");
        }

        return node as SourceScalar;
    }

    public int? Integer(string name, int min, int max = int.MaxValue)
    {
        Note(name, new IntegerShape(min, max));
        var node = Find(name);
        if (node is null)
        {
            return null;
        }

        var bounds = max == int.MaxValue ? $"of at least {min}" : $"from {min} to {max}";
        switch (node)
        {
            case SourceScalar { Value: LongValue whole } when whole.Content >= min && whole.Content <= max:
                return (int)whole.Content;
            case SourceScalar { Value: DoubleValue d } when d.Content % 1 == 0 && d.Content >= min && d.Content <= max:
                return (int)d.Content;
            case SourceScalar { Value: LongValue or DoubleValue } number:
                var message = $"'{name}' must be an integer {bounds}, not {Findings.Shorten(number.Raw)}.";
                findings.Error(DiagnosticCodes.OutOfRange, message, PathOf(name), node);
                return null;
            default:
                WrongType(name, node, $"an integer {bounds}", HintForNumber(node));
                return null;
        }
    }

    public double? Number(string name, NumberBounds bounds)
    {
        Note(name, new NumberShape(bounds));
        var node = Find(name);
        if (node is null)
        {
            return null;
        }

        var number = node is SourceScalar { Value: var value } ? ValueOf(value) : null;
        if (number is null)
        {
            WrongType(name, node, $"a number {bounds}", HintForNumber(node));
            return null;
        }

        if (bounds.Allows(number.Value))
        {
            return number;
        }

        var message = $"'{name}' must be a number {bounds}, not {(node as SourceScalar)?.Raw}.";
        findings.Error(DiagnosticCodes.OutOfRange, message, PathOf(name), node);
        return null;
    }

    public bool? Boolean(string name)
    {
        Note(name, new BooleanShape());
        var node = Find(name);
        switch (node)
        {
            case null:
                return null;
            case SourceScalar { Value: BoolValue value }:
                return value.Content;
            default:
                WrongType(name, node, "true or false", "write true or false without quotes");
                return null;
        }
    }

    /// <summary>One of these words, in any case; null when absent or none of them.</summary>
    public T? OneOf<T>(string name, IReadOnlyList<(string Word, T Value)> words)
        where T : struct
    {
        var text = Text(name);
        Note(name, new WordShape([.. words.Select(w => w.Word)]));
        if (text is null)
        {
            return null;
        }

        foreach (var (word, value) in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        InvalidWord(name, PathOf(name), Find(name), text, [.. words.Select(w => w.Word)]);
        return null;
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public ImmutableArray<string> Texts(string name)
    {
        Note(name, new TextsShape());
        var node = Find(name);
        switch (node)
        {
            case null:
                return [];
            case SourceScalar { Value: StringValue single }:
                return [single.Content];
            case SourceList list:
                var texts = ImmutableArray.CreateBuilder<string>(list.Items.Length);
                for (var i = 0; i < list.Items.Length; i++)
                {
                    if (list.Items[i] is SourceScalar { Value: StringValue text })
                    {
                        texts.Add(text.Content);
                    }
                    else
                    {
                        WrongType($"{name}.{i}", list.Items[i], "a text", "put it in quotes");
                    }
                }

                return texts.DrainToImmutable();
            default:
                WrongType(name, node, "a list of texts");
                return [];
        }
    }

    /// <summary>Any JSON object.</summary>
    public MapValue? Object(string name)
    {
        var given = MapOf(name);
        Note(name, new ObjectShape(TakesNull: true));
        return given?.ToValue();
    }

    /// <summary>Any JSON object; unlike elsewhere null is none.</summary>
    public MapValue? WrittenObject(string name, string hint)
    {
        var node = FindWritten(name);
        Note(name, new ObjectShape(TakesNull: false));
        if (node is not (null or SourceMap))
        {
            WrongType(name, node, "a map", hint);
        }

        return (node as SourceMap)?.ToValue();
    }

    public SourceMap? MapOf(string name, string? hint = null)
    {
        Note(name, new MapShape());
        var node = Find(name);
        if (node is not (null or SourceMap))
        {
            WrongType(name, node, "a map", hint);
        }

        return node as SourceMap;
    }

    public SourceList? ListOf(string name, string? hint = null)
    {
        Note(name, new ListShape());
        var node = Find(name);
        if (node is not (null or SourceList))
        {
            WrongType(name, node, "a list", hint);
        }

        return node as SourceList;
    }

    public void WrongType(string name, SourceNode node, string expected, string? hint = null) =>
        findings.Error(
            DiagnosticCodes.WrongType,
            $"'{name}' must be {expected}; here stands {Describe(node)}.",
            PathOf(name),
            node,
            hint
        );

    public void InvalidWord(string name, string at, SourceNode? node, string text, IReadOnlyList<string> words) =>
        findings.Error(
            DiagnosticCodes.InvalidValue,
            $"'{name}' must be {string.Join(", ", words.SkipLast(1))} or {words[^1]}, not '{Findings.Shorten(text)}'.",
            at,
            node,
            findings.DidYouMean(text, words)
        );

    /// <summary>Warns of every field that nobody asked for.</summary>
    public void WarnOfUnknown()
    {
        foreach (var entry in map.Entries.Where(e => !known.Contains(e.Key.Raw)))
        {
            var name = entry.Key.Raw;
            var hint = findings.DidYouMean(name, known, "Remove it, or put it where it belongs.");
            var message = $"The field '{Findings.Shorten(name)}' is not known and is ignored.";
            findings.Warning(DiagnosticCodes.UnknownField, message, PathOf(name), entry.Key, hint);
        }
    }

    private void Note(string name, FieldShape shape) => findings.Notes?.Asked(PathOf(name), shape);

    private static string Describe(SourceNode node) =>
        node is SourceScalar { Value: not NullValue } scalar
            ? $"{scalar.Kind}, '{Findings.Shorten(scalar.Raw)}'"
            : node.Kind;

    private static string? HintForNumber(SourceNode node) =>
        node is SourceScalar { Value: StringValue text } && ScalarNumbers.TryParse(text.Content, out _)
            ? $"write {text.Content} without quotes"
            : null;

    private static double? ValueOf(Value value) =>
        value switch
        {
            LongValue l => l.Content,
            DoubleValue d => d.Content,
            _ => null,
        };
}
