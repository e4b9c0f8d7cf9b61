using System.Buffers.Binary;

namespace BudPipeline.Worker.Supervision;

/// <summary>What node and supervisor say to each other. On the pipe: a length of four bytes, a kind, the fields.</summary>
internal abstract record SupervisorFrame
{
    /// <summary>Grows with every change of a frame; the node refuses a supervisor of another version.</summary>
    public const int Version = 1;

    private const int MaxLength = 64 << 20;

    private SupervisorFrame() { }

    /// <summary>To the supervisor: start a command in a session of its own.</summary>
    public sealed record Start(
        int Id,
        IReadOnlyList<string> Arguments,
        IReadOnlyList<string> Environment,
        string Directory,
        string Output,
        string Error,
        string Mark
    ) : SupervisorFrame;

    /// <summary>To the supervisor: send a signal to everything that belongs to a command; SIGKILL also to what it starts meanwhile.</summary>
    public sealed record Signal(int Id, int Number) : SupervisorFrame;

    /// <summary>To the node: the lock is held by this process; it is waited for.</summary>
    public sealed record Waiting(int HolderPid) : SupervisorFrame;

    /// <summary>To the node: the lock is ours and nothing of an earlier node runs any more.</summary>
    public sealed record Ready(int FrameVersion) : SupervisorFrame;

    /// <summary>To the node: the command runs.</summary>
    public sealed record Started(int Id, int Pid) : SupervisorFrame;

    /// <summary>To the node: the command did not start.</summary>
    public sealed record NotStarted(int Id, string Reason) : SupervisorFrame;

    /// <summary>To the node: the command's first process ended; what it left behind may still run.</summary>
    /// <param name="Id">Which command.</param>
    /// <param name="ExitCode">Its exit code; 0 when a signal ended it.</param>
    /// <param name="EndedBy">The signal that ended it; 0 when none did.</param>
    /// <param name="CpuSeconds">User and system time of it and its waited-for children.</param>
    /// <param name="PeakMemoryKilobytes">The largest resident size of one of them.</param>
    public sealed record Exited(int Id, int ExitCode, int EndedBy, double CpuSeconds, long PeakMemoryKilobytes)
        : SupervisorFrame;

    /// <summary>To the node: nothing of the command runs any more.</summary>
    public sealed record Gone(int Id) : SupervisorFrame;

    /// <summary>The frame as bytes, its length in front.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(0);
        WriteFields(writer);
        var bytes = buffer.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - sizeof(int));
        return bytes;
    }

    /// <summary>Reads the next frame; null at the end of the stream.</summary>
    public static SupervisorFrame? Read(Stream stream)
    {
        var length = new byte[sizeof(int)];
        if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
        {
            return null;
        }

        var payload = new byte[SizeOf(length)];
        var read = stream.ReadAtLeast(payload, payload.Length, throwOnEndOfStream: false);
        return read < payload.Length ? null : ReadFields(payload);
    }

    /// <summary>Reads the next frame; null at the end of the stream.</summary>
    public static async Task<SupervisorFrame?> ReadAsync(Stream stream)
    {
        var length = new byte[sizeof(int)];
        if (await stream.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false) < length.Length)
        {
            return null;
        }

        var payload = new byte[SizeOf(length)];
        var read = await stream.ReadAtLeastAsync(payload, payload.Length, throwOnEndOfStream: false);
        return read < payload.Length ? null : ReadFields(payload);
    }

    private static int SizeOf(byte[] length)
    {
        var size = BinaryPrimitives.ReadInt32LittleEndian(length);
        return size is >= 1 and <= MaxLength
            ? size
            : throw new InvalidDataException($"a frame of {size} bytes between node and supervisor");
    }

    private void WriteFields(BinaryWriter to)
    {
        switch (this)
        {
            case Start f:
                to.Write((byte)1);
                to.Write(f.Id);
                WriteList(to, f.Arguments);
                WriteList(to, f.Environment);
                to.Write(f.Directory);
                to.Write(f.Output);
                to.Write(f.Error);
                to.Write(f.Mark);
                break;
            case Signal f:
                to.Write((byte)2);
                to.Write(f.Id);
                to.Write(f.Number);
                break;
            case Waiting f:
                to.Write((byte)3);
                to.Write(f.HolderPid);
                break;
            case Ready f:
                to.Write((byte)4);
                to.Write(f.FrameVersion);
                break;
            case Started f:
                to.Write((byte)5);
                to.Write(f.Id);
                to.Write(f.Pid);
                break;
            case NotStarted f:
                to.Write((byte)6);
                to.Write(f.Id);
                to.Write(f.Reason);
                break;
            case Exited f:
                to.Write((byte)7);
                to.Write(f.Id);
                to.Write(f.ExitCode);
                to.Write(f.EndedBy);
                to.Write(f.CpuSeconds);
                to.Write(f.PeakMemoryKilobytes);
                break;
            case Gone f:
                to.Write((byte)8);
                to.Write(f.Id);
                break;
        }
    }

    private static SupervisorFrame ReadFields(byte[] payload)
    {
        using var from = new BinaryReader(new MemoryStream(payload));
        return from.ReadByte() switch
        {
            1 => new Start(
                from.ReadInt32(),
                ReadList(from),
                ReadList(from),
                from.ReadString(),
                from.ReadString(),
                from.ReadString(),
                from.ReadString()
            ),
            2 => new Signal(from.ReadInt32(), from.ReadInt32()),
            3 => new Waiting(from.ReadInt32()),
            4 => new Ready(from.ReadInt32()),
            5 => new Started(from.ReadInt32(), from.ReadInt32()),
            6 => new NotStarted(from.ReadInt32(), from.ReadString()),
            7 => new Exited(from.ReadInt32(), from.ReadInt32(), from.ReadInt32(), from.ReadDouble(), from.ReadInt64()),
            8 => new Gone(from.ReadInt32()),
            var kind => throw new InvalidDataException($"a frame of unknown kind {kind} between node and supervisor"),
        };
    }

    private static void WriteList(BinaryWriter to, IReadOnlyList<string> items)
    {
        to.Write(items.Count);
        foreach (var item in items)
        {
            to.Write(item);
        }
    }

    private static List<string> ReadList(BinaryReader from)
    {
        var items = new List<string>();
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            items.Add(from.ReadString());
        }

        return items;
    }
}
