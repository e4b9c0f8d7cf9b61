using System.Diagnostics;
using System.Globalization;
using BudPipeline.Journal.Sqlite;
using BudPipeline.Journal.Torture;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Tests;

/// <summary>A process that writes is killed with SIGKILL, again and again, on one file.</summary>
public sealed class KillSpecs : IDisposable
{
    private const int DefaultRounds = 3;
    private const int Actors = 32;
    private const int FewestAcknowledgements = 50;

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, long> _acknowledged = [];

    private string Path => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_a_kill_and_nothing_is_there_by_halves()
    {
        var rounds = int.TryParse(
            Environment.GetEnvironmentVariable("BUD_TORTURE_ROUNDS"),
            CultureInfo.InvariantCulture,
            out var wanted
        )
            ? wanted
            : DefaultRounds;
        for (var round = 1; round <= rounds; round++)
        {
            // Spread over a few commits to a few checkpoints.
            await WriteAndKillAsync(FewestAcknowledgements * (1 + (round * 37 % 100)));
            await CheckAsync();
        }
    }

    private async Task WriteAndKillAsync(int acknowledgements)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                System.IO.Path.Combine(AppContext.BaseDirectory, "BudPipeline.Journal.Torture.dll"),
                Path,
                Actors.ToString(CultureInfo.InvariantCulture),
            },
        };
        using var process = Process.Start(start)!;
        var seen = 0;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            Note(line);
            if (++seen == acknowledgements)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        Assert.True(seen >= acknowledgements, $"the writer ended by itself after {seen} acknowledgements");
    }

    /// <summary>A line that the kill cut short is no acknowledgement.</summary>
    private void Note(string line)
    {
        if (
            line.Split(' ') is [var id, var number]
            && long.TryParse(number, CultureInfo.InvariantCulture, out var last)
        )
        {
            _acknowledged[id] = Math.Max(last, _acknowledged.GetValueOrDefault(id));
        }
    }

    private async Task CheckAsync()
    {
        await using var database = SqliteDatabase.Open(new SqliteDatabaseOptions { Path = Path });
        var (integrity, events, projected) = await database.ReadAsync(connection =>
            (
                Rows(connection, "PRAGMA integrity_check", row => row.GetString(0)),
                Rows(
                    connection,
                    "SELECT persistence_id, sequence_number, message FROM journal ORDER BY persistence_id, sequence_number",
                    row => (Id: row.GetString(0), Number: row.GetInt64(1), Text: Text(row.GetFieldValue<byte[]>(2)))
                ),
                Rows(
                        connection,
                        "SELECT id, sequence_number FROM last_numbers",
                        row => (Id: row.GetString(0), Number: row.GetInt64(1))
                    )
                    .ToDictionary(row => row.Id, row => row.Number)
            )
        );

        Assert.Equal(["ok"], integrity);
        foreach (var history in events.GroupBy(row => row.Id))
        {
            Assert.Equal(Enumerable.Range(1, history.Count()).Select(n => (long)n), history.Select(row => row.Number));
            var last = Batch.Parse(history.Last().Text);
            Assert.Equal(
                Enumerable.Range(1, (int)last.Number).SelectMany(n => Batch.Events(n, (n % 5) + 1)),
                history.Select(row => row.Text)
            );
            Assert.Equal(history.Count(), projected[history.Key]);
        }

        Assert.All(_acknowledged, told => Assert.True(projected.GetValueOrDefault(told.Key) >= told.Value, told.Key));
        Assert.NotEmpty(_acknowledged);
    }

    private static string Text(byte[] json) => System.Text.Json.JsonSerializer.Deserialize<string>(json)!;

    private static List<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
