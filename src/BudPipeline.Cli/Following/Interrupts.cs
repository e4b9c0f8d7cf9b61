using System.Runtime.InteropServices;

namespace BudPipeline.Cli.Following;

/// <summary>
/// Counts Ctrl-C and SIGTERM while a verb follows an execution: the first asks for the end, the second leaves at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource first = new();
    private readonly CancellationTokenSource second = new();
    private readonly PosixSignalRegistration[] registrations;
    private int count;

    public Interrupts() =>
        registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];

    /// <summary>Fires at the first one.</summary>
    public CancellationToken First => first.Token;

    /// <summary>Fires at the second one.</summary>
    public CancellationToken Second => second.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        first.Dispose();
        second.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        (Interlocked.Increment(ref count) == 1 ? first : second).Cancel();
    }
}
