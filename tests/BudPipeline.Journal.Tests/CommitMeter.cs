using System.Diagnostics.Metrics;

namespace BudPipeline.Journal.Tests;

/// <summary>Reads the journal's own measurements of one file.</summary>
internal sealed class CommitMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<int> _writes = [];
    private readonly List<int> _rows = [];
    private long _failed;

    public CommitMeter(string path)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Equals(instrument.Meter.Scope, path))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>(
            (instrument, value, _, _) =>
            {
                lock (_gate)
                {
                    switch (instrument.Name)
                    {
                        case JournalMeters.GroupWritesName:
                            _writes.Add(value);
                            break;
                        case JournalMeters.GroupRowsName:
                            _rows.Add(value);
                            break;
                    }
                }
            }
        );
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, _, _) =>
            {
                if (instrument.Name == JournalMeters.FailedName)
                {
                    Interlocked.Add(ref _failed, value);
                }
            }
        );
        _listener.Start();
    }

    /// <summary>Members of each commit so far.</summary>
    public IReadOnlyList<int> Writes
    {
        get
        {
            lock (_gate)
            {
                return [.. _writes];
            }
        }
    }

    /// <summary>Event rows of each commit so far.</summary>
    public IReadOnlyList<int> Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _rows];
            }
        }
    }

    /// <summary>Writes, other people's work and probes that failed so far.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public void Dispose() => _listener.Dispose();
}
