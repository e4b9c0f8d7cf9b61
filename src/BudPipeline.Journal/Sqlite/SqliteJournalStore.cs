using System.Collections.Immutable;
using BudPipeline.Journal.Grouping;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>The journal in a SQLite file.</summary>
internal sealed class SqliteJournalStore(SqliteDatabase database, ImmutableArray<IJournalProjection> projections)
    : IJournalStore
{
    private const int PageRows = 1000;

    private readonly WritesInFlight _inFlight = new();

    public JournalHealth Health => database.Health;

    public TimeProvider Time => database.Time;

    public void Write(
        IReadOnlyList<JournalRow> events,
        IReadOnlyList<JournalEntry> entries,
        Action<Exception?> onCompleted
    )
    {
        var write = new EventWrite(events, entries, projections, _inFlight, onCompleted);
        _inFlight.Add(write);
        database.Enqueue(write);
    }

    public async Task<long> ReplayAsync(ReplayRange range, Action<JournalRow> onRow)
    {
        if (database.NewIds.Take(range.PersistenceId))
        {
            return 0;
        }

        await _inFlight.WhenFinished(range.PersistenceId);
        database.Meters.Recovered();
        var from = range.From;
        var left = range.Max;
        while (left > 0 && from <= range.To)
        {
            // A connection is held for one page only, so that a long history does not keep short ones waiting.
            var limit = (int)Math.Min(left, PageRows);
            var page = await database.ReadAsync((SqliteReader reader) => Read(reader, range, from, limit, onRow));
            if (page.Highest is { } highest)
            {
                return highest;
            }

            left -= page.Replayed;
            from = page.Last + 1;
        }

        return await database.ReadAsync((SqliteReader reader) => reader.HighestSequenceNr(range.PersistenceId));
    }

    /// <summary>As Akka.Persistence.Sql: the last deleted row stays, marked, and keeps the highest number.</summary>
    public Task DeleteAsync(string persistenceId, long toSequenceNr) =>
        database.WriteAsync(
            async (connection, transaction) =>
            {
                using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = """
                    UPDATE journal SET deleted = 1
                    WHERE persistence_id = $id AND sequence_number =
                        (SELECT max(sequence_number) FROM journal WHERE persistence_id = $id AND sequence_number <= $to);
                    DELETE FROM journal
                    WHERE persistence_id = $id AND sequence_number <
                        (SELECT max(sequence_number) FROM journal WHERE persistence_id = $id AND sequence_number <= $to);
                    DELETE FROM tags WHERE persistence_id = $id AND sequence_nr <= $to;
                    """;
                command.Parameters.Add(new SqliteParameter("$id", persistenceId));
                command.Parameters.Add(new SqliteParameter("$to", toSequenceNr));
                return await command.ExecuteNonQueryAsync();
            }
        );

    /// <summary>The page that reaches the end of the history knows the highest number without another query.</summary>
    private static Page Read(SqliteReader reader, ReplayRange range, long from, int limit, Action<JournalRow> onRow)
    {
        var replayed = 0;
        var (seen, last) = reader.ReadPage(
            range.PersistenceId,
            from,
            range.To,
            limit,
            row =>
            {
                replayed++;
                onRow(row);
            }
        );
        if (seen == limit)
        {
            return new Page(replayed, last, Highest: null);
        }

        var isEnd = range.To == long.MaxValue && (seen > 0 || from <= 1);
        return new Page(replayed, last, isEnd ? last : reader.HighestSequenceNr(range.PersistenceId));
    }

    private readonly record struct Page(int Replayed, long Last, long? Highest);
}
