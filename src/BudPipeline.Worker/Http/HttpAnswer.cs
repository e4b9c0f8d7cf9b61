using System.Text;
using System.Text.Json;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Worker.Http;

/// <summary>Reads an HTTP answer into outputs.</summary>
internal static class HttpAnswer
{
    /// <summary>The largest body that is read, in bytes.</summary>
    public const int MaxBody = 1 << 20;

    private const int MaxDoubledBody = 256 * 1024;

    /// <summary>The outputs, or null when the body is larger than <see cref="MaxBody"/>.</summary>
    public static async Task<MapValue?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            bytes.Write(buffer.AsSpan(0, read));
            if (bytes.Length > MaxBody)
            {
                return null;
            }
        }

        var body = BodyOf(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), response);
        var outputs = MapValue.Of(
            ("status_code", Value.Of((int)response.StatusCode)),
            ("body", body),
            ("headers", HeadersOf(response))
        );
        return bytes.Length > MaxDoubledBody ? outputs : outputs.With(MapValue.Of(("response_body", body)));
    }

    private static Value BodyOf(ReadOnlySpan<byte> bytes, HttpResponseMessage response)
    {
        try
        {
            return ValueJson.Parse(bytes);
        }
        catch (JsonException)
        {
            return Value.Of(EncodingOf(response).GetString(bytes));
        }
    }

    private static Encoding EncodingOf(HttpResponseMessage response)
    {
        try
        {
            var charset = response.Content.Headers.ContentType?.CharSet?.Trim('"');
            return string.IsNullOrEmpty(charset) ? Encoding.UTF8 : Encoding.GetEncoding(charset);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    private static MapValue HeadersOf(HttpResponseMessage response) =>
        MapValue.Of(
            response
                .Headers.Concat(response.Content.Headers)
                .Select(h => KeyValuePair.Create(h.Key.ToLowerInvariant(), Value.Of(string.Join(", ", h.Value))))
        );
}
