using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudPipeline.Core.Expressions;

/// <summary>The one conversion between <see cref="Value"/> and JSON. Undefined is written as null, a secret masked.</summary>
public sealed class ValueJsonConverter : JsonConverter<Value>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeof(Value).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ValueJson.Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) =>
        ValueJson.Write(writer, value);
}

/// <summary>The same for maps, where a property is declared as one; anything else than an object is an error.</summary>
public sealed class MapValueJsonConverter : JsonConverter<MapValue>
{
    /// <inheritdoc/>
    public override MapValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ValueJson.Read(ref reader) as MapValue ?? throw new JsonException("an object is expected here");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MapValue value, JsonSerializerOptions options) =>
        ValueJson.Write(writer, value);
}

/// <summary>Reads and writes values as JSON.</summary>
public static class ValueJson
{
    /// <summary>The value of a JSON text. Throws <see cref="JsonException"/> with line and position when it is none.</summary>
    public static Value Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>The value of UTF-8 JSON. Throws <see cref="JsonException"/> with line and position when it is none.</summary>
    public static Value Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        if (!reader.Read())
        {
            throw new JsonException("the JSON text is empty");
        }

        var value = Read(ref reader);
        return reader.Read() ? throw new JsonException("more than one JSON value") : value;
    }

    /// <summary>Compact JSON text.</summary>
    public static string ToText(Value value) => Encoding.UTF8.GetString(ToUtf8(value));

    /// <summary>Compact UTF-8 JSON.</summary>
    public static byte[] ToUtf8(Value value)
    {
        using var scratch = JsonScratch.Rent();
        Write(scratch.Writer, value);
        return scratch.Written().ToArray();
    }

    /// <summary>How many bytes <see cref="ToUtf8"/> gives.</summary>
    public static int Utf8Length(Value value)
    {
        using var scratch = JsonScratch.Rent();
        Write(scratch.Writer, value);
        return scratch.Written().Length;
    }

    /// <summary>Reads the value at the reader's current token.</summary>
    public static Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Value.Null;
            case JsonTokenType.True:
                return Value.True;
            case JsonTokenType.False:
                return Value.False;
            case JsonTokenType.String:
                return Value.Of(ReadText(ref reader));
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.StartArray:
                return ReadList(ref reader);
            case JsonTokenType.StartObject:
                return ReadMap(ref reader);
            default:
                throw new JsonException($"unexpected {reader.TokenType}");
        }
    }

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value)
        {
            case BoolValue b:
                writer.WriteBooleanValue(b.Content);
                break;
            case LongValue l:
                writer.WriteNumberValue(l.Content);
                break;
            case DoubleValue d:
                WriteDouble(writer, d.Content);
                break;
            case StringValue s:
                writer.WriteStringValue(s.Content);
                break;
            case SecretValue:
                writer.WriteStringValue(ValueTextForms.Of(value));
                break;
            case ListValue list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case MapValue map:
                writer.WriteStartObject();
                if (map is OrderedMapValue ordered)
                {
                    foreach (var entry in ordered.Held)
                    {
                        writer.WritePropertyName(entry.Key);
                        Write(writer, entry.Value);
                    }
                }
                else
                {
                    foreach (var entry in map.Entries)
                    {
                        writer.WritePropertyName(entry.Key);
                        Write(writer, entry.Value);
                    }
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException fault)
        {
            // The reader's way to say that an escape is half a surrogate pair.
            throw new JsonException("a text is no valid Unicode", fault);
        }
    }

    private static Value ReadNumber(ref Utf8JsonReader reader)
    {
        // 1.0 stays a floating-point number: its text says so.
        ReadOnlySpan<byte> text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        var isInteger = !text.ContainsAny((byte)'.', (byte)'e', (byte)'E');
        return isInteger && reader.TryGetInt64(out var integer) ? Value.Of(integer) : Value.Of(reader.GetDouble());
    }

    private static ListValue ReadList(ref Utf8JsonReader reader)
    {
        var items = ImmutableArray.CreateBuilder<Value>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Read(ref reader));
        }

        return items.Count == 0 ? ListValue.Empty : new ListValue(items.DrainToImmutable());
    }

    private static MapValue ReadMap(ref Utf8JsonReader reader)
    {
        var map = new MapDraft(0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = ReadText(ref reader);
            reader.Read();
            map.Set(new(key, Read(ref reader)));
        }

        return map.ToMap();
    }

    private static void WriteDouble(Utf8JsonWriter writer, double number)
    {
        if (!double.IsFinite(number))
        {
            writer.WriteNullValue();
        }
        else if (Math.Abs(number) < 1e15 && number == Math.Floor(number))
        {
            // Keeps the type over a round trip: 1.0 must not come back as the integer 1.
            writer.WriteRawValue(number.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture), true);
        }
        else
        {
            writer.WriteNumberValue(number);
        }
    }
}
