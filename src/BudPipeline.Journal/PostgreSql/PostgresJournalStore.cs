using System.Collections.Immutable;
using BudPipeline.Journal.Grouping;
using Npgsql;

namespace BudPipeline.Journal.PostgreSql;

/// <summary>The journal in a PostgreSQL database.</summary>
internal sealed class PostgresJournalStore(PostgresDatabase database, ImmutableArray<IJournalProjection> projections)
    : IJournalStore
{
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
            var page = await database.Recoveries.ReadAsync(range.PersistenceId, from, range.To, left);
            page.Rows.ForEach(onRow);
            if (!page.IsFull)
            {
                // The page that reaches the end of the history knows the highest number without another query.
                return range.To == long.MaxValue && (page.Last > 0 || from <= 1) ? page.Last : await HighestAsync();
            }

            left -= page.Rows.Count;
            from = page.Last + 1;
        }

        return await HighestAsync();

        Task<long> HighestAsync() => database.Recoveries.HighestAsync(range.PersistenceId);
    }

    /// <summary>As Akka.Persistence.Sql: the last deleted row stays, marked, and keeps the highest number.</summary>
    public Task DeleteAsync(string persistenceId, long toSequenceNr) =>
        database.WriteAsync(
            async (connection, transaction) =>
            {
                const string highest = """
                    (SELECT max(sequence_number) FROM journal WHERE persistence_id = @id AND sequence_number <= @to)
                    """;
                await using var command = (NpgsqlCommand)connection.CreateCommand();
                command.Transaction = (NpgsqlTransaction)transaction;
                command.CommandText = $"""
                    UPDATE journal SET deleted = true WHERE persistence_id = @id AND sequence_number = {highest};
                    DELETE FROM journal WHERE persistence_id = @id AND sequence_number < {highest};
                    DELETE FROM tags WHERE persistence_id = @id AND sequence_nr <= @to;
                    """;
                command.Parameters.AddWithValue("id", persistenceId);
                command.Parameters.AddWithValue("to", toSequenceNr);
                return await command.ExecuteNonQueryAsync();
            }
        );
}
