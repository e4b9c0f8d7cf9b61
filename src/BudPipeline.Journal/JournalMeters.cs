using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace BudPipeline.Journal;

/// <summary>What one database says about itself to System.Diagnostics.Metrics.</summary>
internal sealed class JournalMeters : IDisposable
{
    public const string MeterName = JournalDatabase.MeterName;
    public const string GroupRowsName = "budpipeline.journal.group.rows";
    public const string GroupWritesName = "budpipeline.journal.group.writes";
    public const string CommitDurationName = "budpipeline.journal.commit.duration";
    public const string WaitingName = "budpipeline.journal.writes.waiting";
    public const string FailedName = "budpipeline.journal.writes.failed";
    public const string RecoveriesName = "budpipeline.journal.recoveries";
    public const string ReadsName = "budpipeline.journal.reads";
    public const string OperationName = "budpipeline.db.operation";
    public const string ErrorsName = "budpipeline.db.errors";

    private readonly Meter _meter;
    private readonly Histogram<int> _groupRows;
    private readonly Histogram<int> _groupWrites;
    private readonly Histogram<double> _commitSeconds;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _recoveries;
    private readonly Counter<long> _reads;
    private readonly Histogram<double> _operations;
    private readonly Counter<long> _errors;

    public JournalMeters(string address, Func<int> waiting)
    {
        _meter = new Meter(new MeterOptions(MeterName) { Scope = address, Tags = [new("database", address)] });
        _groupRows = _meter.CreateHistogram<int>(GroupRowsName, "{row}", "Event rows in one commit");
        _groupWrites = _meter.CreateHistogram<int>(GroupWritesName, "{write}", "Atomic writes in one commit");
        _commitSeconds = _meter.CreateHistogram<double>(CommitDurationName, "s", "Time of one group's transaction");
        _failed = _meter.CreateCounter<long>(FailedName, "{write}", "Writes answered with a failure");
        _recoveries = _meter.CreateCounter<long>(RecoveriesName, "{recovery}", "Histories replayed");
        _reads = _meter.CreateCounter<long>(ReadsName, "{read}", "Uses of a connection for reading");
        _operations = _meter.CreateHistogram<double>(OperationName, "s", "Time of one use of the database");
        _errors = _meter.CreateCounter<long>(ErrorsName, "{error}", "Uses of the database that failed");
        _meter.CreateObservableGauge(WaitingName, waiting, "{write}", "Writes in the queue");
    }

    public void Committed(int writes, int rows, TimeSpan duration)
    {
        _groupWrites.Record(writes);
        _groupRows.Record(rows);
        _commitSeconds.Record(duration.TotalSeconds);
        Operated("commit", "journal", duration);
    }

    public void Failed()
    {
        _failed.Add(1);
        _errors.Add(1);
    }

    /// <summary>Times what others do with tables beside the journal.</summary>
    public async Task<T> TimeAsync<T>(string operation, Func<Task<T>> work)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var result = await work();
            Operated(operation, "tables", Stopwatch.GetElapsedTime(began));
            return result;
        }
        catch
        {
            _errors.Add(1);
            throw;
        }
    }

    public void Recovered() => _recoveries.Add(1);

    public void Reads() => _reads.Add(1);

    public void Dispose() => _meter.Dispose();

    private void Operated(string operation, string entity, TimeSpan duration) =>
        _operations.Record(duration.TotalSeconds, new("operation", operation), new("entity", entity));
}
