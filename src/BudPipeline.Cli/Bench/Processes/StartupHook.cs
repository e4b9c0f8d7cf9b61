using System.Diagnostics.Metrics;

/// <summary>
/// What the runtime runs first in a <c>bud serve</c> whose <c>DOTNET_STARTUP_HOOKS</c> names this assembly: listens to the
/// journal's meters, and adds a byte to a file for each use of the database.
/// </summary>
#pragma warning disable CA1050, MA0047 // The runtime looks for a class of this name in no namespace.
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    public const string FileVariable = "BUD_BENCH_QUERIES";

    private static readonly Lock Gate = new();
    private static MeterListener? listener;

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } file)
        {
            return;
        }

        listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name is "budpipeline.journal.reads" or "budpipeline.journal.commit.duration")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Note(file));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Note(file));
        listener.Start();
    }

    private static void Note(string file)
    {
        lock (Gate)
        {
            File.AppendAllBytes(file, [(byte)'.']);
        }
    }
}
