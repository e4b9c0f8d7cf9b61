namespace BudPipeline.Journal.Tests;

/// <summary>One row a history: how many events it has, its last word, and when that was written.</summary>
internal sealed class WordsProjection : IJournalProjection
{
    public const string Table =
        "CREATE TABLE words (id TEXT PRIMARY KEY, events BIGINT NOT NULL, last TEXT NOT NULL, at BIGINT NOT NULL)";

    private static readonly RowStatement Keep = new(
        """
        INSERT INTO words (id, events, last, at) VALUES ($id, $events, $last, $at)
        ON CONFLICT (id) DO UPDATE SET events = words.events + excluded.events, last = excluded.last, at = excluded.at
        """,
        """
        INSERT INTO words (id, events, last, at) SELECT id, events, last, at FROM {rows}
        ON CONFLICT (id) DO UPDATE SET events = words.events + excluded.events, last = excluded.last, at = excluded.at
        """,
        RowColumn.Text("id"),
        RowColumn.Integer("events"),
        RowColumn.Text("last"),
        RowColumn.Integer("at")
    );

    /// <summary>The projection throws when it sees this word; null for none.</summary>
    public string? Refused { get; set; }

    /// <summary>How many events each call brought.</summary>
    public List<int> Calls { get; } = [];

    public void Project(IReadOnlyList<JournalEntry> entries, IRowWriter rows)
    {
        Calls.Add(entries.Count);
        foreach (var history in entries.GroupBy(entry => entry.PersistenceId, StringComparer.Ordinal))
        {
            var last = history.Last();
            if (history.Any(entry => entry.Payload is string word && word == Refused))
            {
                throw new InvalidOperationException($"No {Refused} here.");
            }

            rows.Add(Keep, history.Key, history.LongCount(), (string)last.Payload, last.Timestamp.UtcTicks);
        }
    }
}
