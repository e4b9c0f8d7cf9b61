using System.Text;

namespace BudPipeline.Worker.Shell;

/// <summary>Keeps the last 64 KiB of what went through it.</summary>
internal sealed class OutputTail
{
    private const int Size = 64 * 1024;
    private readonly byte[] ring = new byte[Size];
    private long total;

    /// <summary>Takes the next bytes.</summary>
    public void Add(ReadOnlyMemory<byte> bytes)
    {
        var kept = bytes.Span[Math.Max(0, bytes.Length - Size)..];
        total += bytes.Length - kept.Length;
        var at = (int)(total % Size);
        var first = Math.Min(kept.Length, Size - at);
        kept[..first].CopyTo(ring.AsSpan(at));
        kept[first..].CopyTo(ring);
        total += kept.Length;
    }

    /// <summary>What is kept, from the first whole character on, without the line ends at its end.</summary>
    public string Text()
    {
        if (total <= Size)
        {
            return Decode(ring.AsSpan(0, (int)total));
        }

        var at = (int)(total % Size);
        byte[] ordered = [.. ring.AsSpan(at), .. ring.AsSpan(0, at)];
        return Decode(ordered.AsSpan(Utf8Bounds.First(ordered)));
    }

    private static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n');
}

/// <summary>Keeps the last lines of both streams, for the message of a failure. Safe to call from any thread.</summary>
internal sealed class LastLines
{
    private const int MaxLines = 10;
    private const int MaxLength = 400;
    private readonly Queue<string> lines = new();
    private readonly Lock gate = new();

    /// <summary>Takes the next line.</summary>
    public void Add(string line)
    {
        lock (gate)
        {
            lines.Enqueue(line.Length <= MaxLength ? line : $"{line[..MaxLength]}…");
            if (lines.Count > MaxLines)
            {
                lines.Dequeue();
            }
        }
    }

    /// <summary>What is kept, in order.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            return string.Join('\n', lines);
        }
    }
}
