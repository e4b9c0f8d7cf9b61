using Akka.Configuration;

namespace BudPipeline.Journal;

/// <summary>
/// Fails a recovery whose events were interleaved by two incarnations of one actor: Akka's replay filter in mode
/// <c>fail</c>, without an actor for each recovery.
/// </summary>
internal sealed class ReplayGuard
{
    private readonly HashSet<string> _olderWriters = new(StringComparer.Ordinal);
    private string _writer = "";

    /// <summary>Reads <c>replay-filter.mode</c>.</summary>
    public static bool IsWanted(Config config) =>
        config.GetString("replay-filter.mode", "fail") switch
        {
            "fail" => true,
            "off" => false,
            var mode => throw new ConfigurationException(
                $"{BudJournal.PluginId}.replay-filter.mode is '{mode}'; it can be 'fail' or 'off'."
            ),
        };

    public void Check(JournalRow row)
    {
        if (row.WriterUuid.Length == 0 || row.WriterUuid == _writer)
        {
            return;
        }

        if (_olderWriters.Contains(row.WriterUuid))
        {
            throw new InvalidDataException(
                $"Event {row.SequenceNr} of '{row.PersistenceId}' was written by {row.WriterUuid} after {_writer} "
                    + "had taken over: two incarnations wrote at the same time."
            );
        }

        if (_writer.Length > 0)
        {
            _olderWriters.Add(_writer);
        }

        _writer = row.WriterUuid;
    }
}
