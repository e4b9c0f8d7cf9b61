using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>Parses JSON into located nodes.</summary>
internal ref struct JsonSource
{
    // Our own limit speaks first; the reader's own stack is a bit a level.
    private const int ReaderDepth = 1000;

    private readonly byte[] utf8;
    private readonly SourceBudget budget;
    private readonly Findings findings;
    private Utf8JsonReader reader;

    // Where byte positions and UTF-16 positions were last seen together.
    private int knownByte;
    private int knownIndex;

    private JsonSource(SourceText source, DefinitionLimits limits, Findings findings)
    {
        utf8 = Encoding.UTF8.GetBytes(source.Content);
        budget = new SourceBudget(limits);
        this.findings = findings;
        reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ReaderDepth });
    }

    /// <summary>The root; null after it reported why there is none.</summary>
    public static SourceNode? Parse(SourceText source, DefinitionLimits limits, Findings findings)
    {
        var json = new JsonSource(source, limits, findings);
        try
        {
            json.reader.Read();
            var root = json.ReadValue(1);
            json.reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var at = json.IndexOf(json.ByteOf(e.LineNumber ?? 0, e.BytePositionInLine ?? 0));
            findings.At(at, DiagnosticCodes.Syntax, $"This is no JSON: {Sentence(e.Message)}", HintAt(source, at));
        }
        catch (MalformedSourceException e)
        {
            findings.At(e.At, e.Code, e.Message, e.Hint);
        }

        return null;
    }

    private SourceNode ReadValue(int depth)
    {
        var start = Here();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadMap(depth, start);
            case JsonTokenType.StartArray:
                return ReadList(depth, start);
            case JsonTokenType.String:
                return Scalar(ReadText(start), start, ScalarStyle.DoubleQuoted);
            case JsonTokenType.Number:
                return Number(start);
            case JsonTokenType.True:
                return Scalar(Value.True, "true", start);
            case JsonTokenType.False:
                return Scalar(Value.False, "false", start);
            default:
                return Scalar(Value.Null, "null", start);
        }
    }

    private SourceMap ReadMap(int depth, int start)
    {
        budget.Charge(0, start);
        budget.CheckDepth(depth, start);
        var entries = new SourceEntries(findings);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var at = Here();
            var key = Scalar(ReadText(at), at, ScalarStyle.DoubleQuoted);
            reader.Read();
            entries.Add(key, ReadValue(depth + 1));
        }

        return new SourceMap(entries.ToImmutable(), start, Here() + 1);
    }

    private SourceList ReadList(int depth, int start)
    {
        budget.Charge(0, start);
        budget.CheckDepth(depth, start);
        var items = ImmutableArray.CreateBuilder<SourceNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(depth + 1));
        }

        return new SourceList(items.DrainToImmutable(), start, Here() + 1);
    }

    private string ReadText(int start)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw new MalformedSourceException(
                DiagnosticCodes.InvalidText,
                "The text holds half a character: a \\u escape of a surrogate without its other half.",
                start
            );
        }
    }

    private SourceScalar Number(int start)
    {
        var raw = Encoding.UTF8.GetString(reader.ValueSpan);
        if (ScalarNumbers.TryParse(raw, out var number))
        {
            return Scalar(number, raw, start);
        }

        throw new MalformedSourceException(
            DiagnosticCodes.InvalidNumber,
            $"The number {Findings.Shorten(raw)} is too large.",
            start
        );
    }

    private SourceScalar Scalar(string text, int start, ScalarStyle style)
    {
        budget.Charge(text.Length, start);
        return new SourceScalar(Value.Of(text), text, style, start, End());
    }

    private SourceScalar Scalar(Value value, string raw, int start)
    {
        budget.Charge(raw.Length, start);
        return new SourceScalar(value, raw, ScalarStyle.Plain, start, End());
    }

    private int Here() => IndexOf((int)reader.TokenStartIndex);

    private int End() => IndexOf((int)reader.BytesConsumed);

    /// <summary>The UTF-16 index of a byte; cheap because it is asked in ascending order.</summary>
    private int IndexOf(int position)
    {
        if (position < knownByte)
        {
            (knownByte, knownIndex) = (0, 0);
        }

        var end = Math.Min(position, utf8.Length);
        knownIndex += Encoding.UTF8.GetCharCount(utf8, knownByte, end - knownByte);
        knownByte = end;
        return knownIndex;
    }

    private readonly int ByteOf(long line, long positionInLine)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            start += utf8.AsSpan(start).IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(start + positionInLine, utf8.Length);
    }

    /// <summary>The reader's message without the place, which the diagnostic says in a better way.</summary>
    private static string Sentence(string message)
    {
        var place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? message : message[..place];
    }

    private static string? HintAt(SourceText source, int at) =>
        source.At(at) switch
        {
            '}' or ']' => "remove the comma in front of it",
            '\'' => "JSON texts stand in double quotes",
            '/' or '#' => "JSON has no comments; YAML has",
            '\0' when at >= source.Content.Length => "the text ends too early: a bracket or a quote is not closed",
            '"' => "a comma may be missing in front of it",
            _ => null,
        };
}
