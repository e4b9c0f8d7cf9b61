using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BudPipeline.Core.Expressions;

/// <summary>A JSON writer and its buffer, kept for the next value that this thread writes.</summary>
internal sealed class JsonScratch : IDisposable
{
    private const int LargestKept = 64 << 10;
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static JsonScratch? kept;

    private readonly ArrayBufferWriter<byte> buffer = new();

    private JsonScratch() => Writer = new Utf8JsonWriter(buffer, Compact);

    public Utf8JsonWriter Writer { get; }

    public static JsonScratch Rent()
    {
        var scratch = kept ?? new JsonScratch();
        kept = null;
        return scratch;
    }

    /// <summary>What was written; good until this is disposed.</summary>
    public ReadOnlySpan<byte> Written()
    {
        Writer.Flush();
        return buffer.WrittenSpan;
    }

    public void Dispose()
    {
        if (buffer.Capacity > LargestKept)
        {
            Writer.Dispose();
            return;
        }

        buffer.ResetWrittenCount();
        Writer.Reset();
        kept = this;
    }
}
