using System.Data.Common;
using BudPipeline.Journal.Torture;

namespace BudPipeline.Journal.Tests;

/// <summary>Judges what is in a journal that <see cref="BatchWriter"/>s wrote, after whatever happened to it.</summary>
internal static class JournalContent
{
    /// <summary>
    /// Nothing that was acknowledged is missing (the last number of each id is given), there is no hole, no batch is there
    /// by halves, and the projection agrees. Answers how many events were looked at.
    /// </summary>
    public static async Task<int> CheckAsync(JournalDatabase database, IReadOnlyDictionary<string, long> acknowledged)
    {
        if (database.Dialect == DatabaseDialect.Sqlite)
        {
            Assert.Equal(["ok"], await RowsAsync(database, "PRAGMA integrity_check", row => row.GetString(0)));
        }

        var events = await RowsAsync(
            database,
            "SELECT persistence_id, sequence_number, message FROM journal ORDER BY persistence_id, sequence_number",
            row => (Id: row.GetString(0), Number: row.GetInt64(1), Text: Text(row.GetFieldValue<byte[]>(2)))
        );
        var last = await RowsAsync(
            database,
            "SELECT id, sequence_number FROM last_numbers",
            row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1))
        );
        Check(events, last.ToDictionary(), acknowledged);
        return events.Count;
    }

    private static void Check(
        List<(string Id, long Number, string Text)> events,
        Dictionary<string, long> projected,
        IReadOnlyDictionary<string, long> acknowledged
    )
    {
        foreach (var history in events.GroupBy(row => row.Id))
        {
            Assert.Equal(Enumerable.Range(1, history.Count()).Select(n => (long)n), history.Select(row => row.Number));
            var last = Batch.Parse(history.Last().Text);
            Assert.Equal(
                Enumerable.Range(1, (int)last.Number).SelectMany(n => Batch.Events(n, BatchWriter.SizeOf(n))),
                history.Select(row => row.Text)
            );
            Assert.Equal(history.Count(), projected[history.Key]);
        }

        Assert.All(acknowledged, told => Assert.True(projected.GetValueOrDefault(told.Key) >= told.Value, told.Key));
        Assert.NotEmpty(acknowledged);
    }

    private static string Text(byte[] json) => System.Text.Json.JsonSerializer.Deserialize<string>(json)!;

    private static Task<List<T>> RowsAsync<T>(JournalDatabase database, string sql, Func<DbDataReader, T> read) =>
        database.ReadAsync(async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<T>();
            while (await reader.ReadAsync())
            {
                rows.Add(read(reader));
            }

            return rows;
        });
}
