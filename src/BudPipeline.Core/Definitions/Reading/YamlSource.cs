using System.Collections.Immutable;
using BudPipeline.Core.Expressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>Composes the events of the YAML parser into located nodes: one document, the core schema, bounded aliases.</summary>
internal sealed class YamlSource
{
    private const string MergeKey = "<<";
    private readonly SourceText source;
    private readonly SourceBudget budget;
    private readonly Findings findings;
    private readonly Parser parser;
    private readonly Dictionary<string, SourceNode> anchors = new(StringComparer.Ordinal);

    private YamlSource(SourceText source, DefinitionLimits limits, Findings findings)
    {
        this.source = source;
        this.findings = findings;
        budget = new SourceBudget(limits);
        parser = new Parser(new StringReader(source.Content));
    }

    /// <summary>The root; null after it reported why there is none.</summary>
    public static SourceNode? Parse(SourceText source, DefinitionLimits limits, Findings findings)
    {
        try
        {
            return new YamlSource(source, limits, findings).ReadStream();
        }
        catch (YamlException e)
        {
            var at = YamlAdvice.PlaceOf(e, source);
            var message = $"This is no YAML: {YamlAdvice.Sentence(e.Message)}";
            findings.At(at, DiagnosticCodes.Syntax, message, YamlAdvice.For(source, at));
        }
        catch (MalformedSourceException e)
        {
            findings.At(e.At, e.Code, e.Message, e.Hint);
        }

        return null;
    }

    private SourceNode? ReadStream()
    {
        Advance();
        Advance();
        if (parser.Current is not DocumentStart)
        {
            findings.Empty();
            return null;
        }

        Advance();
        var root = ReadNode(1);
        Advance();
        if (Advance() && parser.Current is DocumentStart second)
        {
            const string message = "The file holds more than one YAML document.";
            findings.At(
                StartOf(second),
                DiagnosticCodes.MultipleDocuments,
                message,
                "Give each pipeline its own file."
            );
        }

        return root;
    }

    /// <summary>Reads the node at the current event and leaves the parser on its last event.</summary>
    private SourceNode ReadNode(int depth)
    {
        switch (parser.Current)
        {
            case AnchorAlias alias:
                return ReadAlias(alias, depth);
            case Scalar scalar:
                return Keep(scalar.Anchor, ReadScalar(scalar));
            case SequenceStart sequence:
                return Keep(sequence.Anchor, ReadList(sequence, depth));
            case MappingStart mapping:
                return Keep(mapping.Anchor, ReadMap(mapping, depth));
            default:
                throw new MalformedSourceException(
                    DiagnosticCodes.Syntax,
                    "This is no YAML: the document ends too early.",
                    source.Content.Length
                );
        }
    }

    private SourceNode Keep(AnchorName anchor, SourceNode node)
    {
        if (!anchor.IsEmpty)
        {
            anchors[anchor.Value] = node;
        }

        return node;
    }

    private SourceNode ReadAlias(AnchorAlias alias, int depth)
    {
        var at = StartOf(alias);
        if (!anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw new MalformedSourceException(
                DiagnosticCodes.UnknownAnchor,
                $"The alias '*{alias.Value.Value}' names no anchor before it.",
                at,
                findings.DidYouMean(alias.Value.Value, anchors.Keys)
            );
        }

        budget.ChargeAlias(target, depth, at);
        return target;
    }

    private SourceScalar ReadScalar(Scalar scalar)
    {
        var start = StartOf(scalar);
        budget.Charge(scalar.Value.Length, start);
        var style = scalar.Style switch
        {
            YamlDotNet.Core.ScalarStyle.SingleQuoted => ScalarStyle.SingleQuoted,
            YamlDotNet.Core.ScalarStyle.DoubleQuoted => ScalarStyle.DoubleQuoted,
            YamlDotNet.Core.ScalarStyle.Literal or YamlDotNet.Core.ScalarStyle.Folded => ScalarStyle.Block,
            _ => ScalarStyle.Plain,
        };
        if (!Surrogates.ArePaired(scalar.Value))
        {
            throw new MalformedSourceException(DiagnosticCodes.InvalidText, "The text holds half a character.", start);
        }

        var end = (int)Math.Min(scalar.End.Index, source.Content.Length);
        return new SourceScalar(ValueOf(scalar, style, start), scalar.Value, style, start, end);
    }

    private static Value ValueOf(Scalar scalar, ScalarStyle style, int start)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        var isText = tag is "!" or YamlTags.Text || (tag.Length == 0 && style != ScalarStyle.Plain);
        var value = isText ? Value.Of(scalar.Value) : YamlScalars.Resolve(scalar.Value);
        if (value is null)
        {
            throw new MalformedSourceException(
                DiagnosticCodes.InvalidNumber,
                $"JSON has no number for {Findings.Shorten(scalar.Value)}.",
                start,
                "Put it in quotes if it is meant as a text."
            );
        }

        var fits = tag switch
        {
            "" or "!" or YamlTags.Text => true,
            YamlTags.Null => value is NullValue,
            YamlTags.Boolean => value is BoolValue,
            YamlTags.Integer => value is LongValue,
            YamlTags.Float => value is LongValue or DoubleValue,
            _ => throw YamlTags.Unknown(tag, start),
        };
        return fits
            ? value
            : throw new MalformedSourceException(
                DiagnosticCodes.WrongType,
                $"'{Findings.Shorten(scalar.Value)}' is not what its tag '{tag}' says.",
                start
            );
    }

    private SourceList ReadList(SequenceStart sequence, int depth)
    {
        var start = StartOf(sequence);
        budget.Charge(0, start);
        budget.CheckDepth(depth, start);
        YamlTags.Require(YamlTags.List, sequence.Tag, start);
        var items = ImmutableArray.CreateBuilder<SourceNode>();
        while (Advance() && parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        return new SourceList(items.DrainToImmutable(), start, EndOfCurrent());
    }

    private SourceMap ReadMap(MappingStart mapping, int depth)
    {
        var start = StartOf(mapping);
        budget.Charge(0, start);
        budget.CheckDepth(depth, start);
        YamlTags.Require(YamlTags.Map, mapping.Tag, start);
        var entries = new SourceEntries(findings);
        while (Advance() && parser.Current is not MappingEnd)
        {
            var isPlain = parser.Current is Scalar { Style: YamlDotNet.Core.ScalarStyle.Plain };
            var key = ReadKey(depth);
            Advance();
            var value = ReadNode(depth + 1);
            if (isPlain && key.Raw == MergeKey)
            {
                Merge(entries, value);
            }
            else
            {
                entries.Add(key, value);
            }
        }

        return new SourceMap(entries.ToImmutable(), start, EndOfCurrent());
    }

    private SourceScalar ReadKey(int depth)
    {
        var at = parser.Current is { } current ? StartOf(current) : source.Content.Length;
        return parser.Current is Scalar or AnchorAlias && ReadNode(depth) is SourceScalar key
            ? key
            : throw new MalformedSourceException(
                DiagnosticCodes.InvalidKey,
                "A key must be a text; here stands a list or a map.",
                at,
                YamlAdvice.For(source, at)
            );
    }

    private static void Merge(SourceEntries entries, SourceNode value)
    {
        var maps = value is SourceList list ? list.Items : [value];
        foreach (var node in maps)
        {
            if (node is not SourceMap map)
            {
                throw new MalformedSourceException(
                    DiagnosticCodes.WrongType,
                    $"'<<' merges maps; here stands {node.Kind}.",
                    node.Start
                );
            }

            entries.Merge(map);
        }
    }

    private bool Advance()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            // Some garbage (behind a document's end, in tags and directives) meets the parser's inner assertions.
            var at = parser.Current is null ? 0 : EndOfCurrent();
            throw new MalformedSourceException(
                DiagnosticCodes.Syntax,
                $"This is no YAML: {YamlAdvice.Sentence(e.Message)}",
                at
            );
        }
    }

    private int EndOfCurrent() =>
        parser.Current is { } current ? (int)Math.Min(current.End.Index, source.Content.Length) : source.Content.Length;

    private static int StartOf(ParsingEvent e) => (int)e.Start.Index;
}
