using System.Text;

namespace BudPipeline.Worker.Shell;

/// <summary>Cuts what a command prints into lines. A line above 64 KiB comes in pieces.</summary>
internal static class OutputLines
{
    private const int MaxLine = 64 * 1024;

    /// <summary>Reads to the end of the stream, or until the token fires.</summary>
    public static async Task ReadAsync(
        Stream stream,
        Action<ReadOnlyMemory<byte>> onBytes,
        Action<string> onLine,
        CancellationToken cancellation
    )
    {
        var buffer = new byte[MaxLine];
        var filled = 0;
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation)) > 0)
            {
                onBytes(buffer.AsMemory(filled, read));
                filled += read;
                var used = Cut(buffer.AsSpan(0, filled), onLine);
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody outside the command still holds the pipe; what has come is all we wait for.
        }

        if (filled > 0)
        {
            onLine(TextOf(buffer.AsSpan(0, filled)));
        }
    }

    // Gives the whole lines, and a line that fills the buffer as a piece; returns how many bytes these were.
    private static int Cut(ReadOnlySpan<byte> bytes, Action<string> onLine)
    {
        var used = 0;
        int length;
        while ((length = bytes[used..].IndexOf((byte)'\n')) >= 0)
        {
            onLine(TextOf(bytes.Slice(used, length)));
            used += length + 1;
        }

        if (used == 0 && bytes.Length == MaxLine)
        {
            used = Utf8Bounds.LastBefore(bytes);
            onLine(TextOf(bytes[..used]));
        }

        return used;
    }

    private static string TextOf(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line.TrimEnd((byte)'\r'));
}

/// <summary>Where UTF-8 may be cut.</summary>
internal static class Utf8Bounds
{
    /// <summary>The first place at which a character begins.</summary>
    public static int First(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && at < 4 && IsContinuation(bytes[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>The last place, not 0, at which all characters before it are whole; the end when the text is no UTF-8.</summary>
    public static int LastBefore(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.Length - 1;
        while (start > 0 && bytes.Length - start < 4 && IsContinuation(bytes[start]))
        {
            start--;
        }

        var isWhole = Rune.DecodeFromUtf8(bytes[start..], out _, out _) != System.Buffers.OperationStatus.NeedMoreData;
        return isWhole || start == 0 ? bytes.Length : start;
    }

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;
}
