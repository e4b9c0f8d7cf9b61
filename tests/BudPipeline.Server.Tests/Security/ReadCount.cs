using System.Diagnostics.Metrics;

namespace BudPipeline.Server.Tests.Security;

/// <summary>How often a node has read from its database, as the journal itself counts it.</summary>
internal sealed class ReadCount : IDisposable
{
    private readonly MeterListener listener = new();
    private long count;

    public ReadCount(string database)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "budpipeline.journal.reads" && Equals(instrument.Meter.Scope, database))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, added, _, _) => Interlocked.Add(ref count, added));
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
