namespace BudPipeline.Journal.Torture;

/// <summary>Keeps the last number of each id in a table of its own.</summary>
public sealed class CountProjection : IJournalProjection
{
    private const string Schema =
        "CREATE TABLE IF NOT EXISTS last_numbers (id TEXT PRIMARY KEY, sequence_number BIGINT NOT NULL)";

    private static readonly RowStatement Last = new(
        """
        INSERT INTO last_numbers (id, sequence_number) VALUES ($id, $number)
        ON CONFLICT (id) DO UPDATE SET sequence_number = excluded.sequence_number
        """,
        """
        INSERT INTO last_numbers (id, sequence_number) SELECT id, number FROM {rows}
        ON CONFLICT (id) DO UPDATE SET sequence_number = excluded.sequence_number
        """,
        RowColumn.Text("id"),
        RowColumn.Integer("number")
    );

    /// <summary>Creates the table where it is missing.</summary>
    public static Task CreateAsync(JournalDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.WriteAsync(
            async (connection, transaction) =>
            {
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = Schema;
                return await command.ExecuteNonQueryAsync();
            }
        );
    }

    public void Project(IReadOnlyList<JournalEntry> entries, IRowWriter rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var history in entries.GroupBy(entry => entry.PersistenceId, StringComparer.Ordinal))
        {
            rows.Add(Last, history.Key, history.Max(entry => entry.SequenceNr));
        }
    }
}
