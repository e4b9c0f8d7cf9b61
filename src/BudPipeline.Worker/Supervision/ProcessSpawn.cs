using System.ComponentModel;
using System.Runtime.InteropServices;

namespace BudPipeline.Worker.Supervision;

/// <summary>A program to start.</summary>
/// <param name="File">Its path.</param>
/// <param name="Arguments">Its arguments, the first one its own name.</param>
/// <param name="Environment">NAME=value.</param>
/// <param name="Directory">Where it runs; null for the caller's.</param>
/// <param name="Descriptors">What becomes its descriptors 0, 1, …; all others are closed by their own flag.</param>
internal sealed record ProcessSpawn(
    string File,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Environment,
    string? Directory,
    IReadOnlyList<int> Descriptors
)
{
    private const short ProcessGroup = 0x02;
    private const short DefaultSignals = 0x04;
    private const short EmptyMask = 0x08;
    private const short Session = 0x80;

    // Larger than posix_spawnattr_t and posix_spawn_file_actions_t of any libc.
    private const int OpaqueSize = 1024;
    private const int SignalSetSize = 128;

    /// <summary>Starts it as the leader of a new session, or only of a new process group, with all signals at their defaults.</summary>
    /// <exception cref="Win32Exception">It did not start; the message says why.</exception>
    public int Start(bool newSession)
    {
        var attributes = Marshal.AllocHGlobal(OpaqueSize);
        var actions = Marshal.AllocHGlobal(OpaqueSize);
        try
        {
            Check(Libc.InitAttributes(attributes));
            Check(Libc.InitFileActions(actions));
            try
            {
                PrepareAttributes(attributes, newSession);
                PrepareDescriptors(actions);
                var error = Libc.Spawn(
                    out var pid,
                    File,
                    actions,
                    attributes,
                    [.. Arguments, null],
                    [.. Environment, null]
                );
                return error == 0 ? pid : throw new Win32Exception(error, WhyNot(error));
            }
            finally
            {
                _ = Libc.DestroyFileActions(actions);
                _ = Libc.DestroyAttributes(attributes);
            }
        }
        finally
        {
            Marshal.FreeHGlobal(actions);
            Marshal.FreeHGlobal(attributes);
        }
    }

    private string WhyNot(int error)
    {
        const int tooLong = 7;
        var place = Directory is null ? File : $"{File} in {Directory}";
        var hint = error == tooLong ? "; pass large values through a file, or let the command fetch them" : "";
        return $"{place}: {Marshal.GetPInvokeErrorMessage(error)}{hint}";
    }

    private static void PrepareAttributes(nint attributes, bool newSession)
    {
        Span<byte> signals = stackalloc byte[SignalSetSize];
        signals.Clear();
        Check(Libc.SetSignalMask(attributes, signals));
        _ = Libc.FillSignals(signals);
        Check(Libc.SetDefaultSignals(attributes, signals));
        var leader = newSession ? Session : ProcessGroup;
        Check(Libc.SetAttributeFlags(attributes, (short)(DefaultSignals | EmptyMask | leader)));
    }

    private void PrepareDescriptors(nint actions)
    {
        if (Directory is not null)
        {
            Check(Libc.AddChangeDirectory(actions, Directory));
        }

        for (var target = 0; target < Descriptors.Count; target++)
        {
            Check(Libc.AddDuplicate(actions, Descriptors[target], target));
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }
}
