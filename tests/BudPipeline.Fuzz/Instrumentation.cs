using SharpFuzz;
using SharpFuzz.Common;

namespace BudPipeline.Fuzz;

/// <summary>
/// Has SharpFuzz write counters into the copy of the core that lies beside this program, so that a run can tell which code
/// a text has reached. The counters are read in this process: neither afl-fuzz nor libFuzzer is needed.
/// </summary>
internal static class Instrumentation
{
    private const string Room = "BudPipeline.Core";

    /// <summary>Counters of edges, as many as afl-fuzz has.</summary>
    public const int Size = 1 << 16;

    private static byte[] counters = [];

    /// <summary>Before anything of the core is loaded.</summary>
    public static unsafe void Prepare()
    {
        counters = GC.AllocateArray<byte>(Size, pinned: true);
        Trace.SharedMem = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref counters[0]);
        var assembly = Path.Combine(AppContext.BaseDirectory, $"{Room}.dll");
        var mark = $"{assembly}.instrumented";
        if (File.Exists(mark) && File.GetLastWriteTimeUtc(mark) >= File.GetLastWriteTimeUtc(assembly))
        {
            return;
        }

        Fuzzer.Instrument(assembly, name => name.StartsWith(Room, StringComparison.Ordinal), Options.Value);
        File.WriteAllText(mark, "");
    }

    public static Span<byte> Counters => counters;

    public static void Reset()
    {
        Trace.PrevLocation = 0;
        Array.Clear(counters);
    }
}
