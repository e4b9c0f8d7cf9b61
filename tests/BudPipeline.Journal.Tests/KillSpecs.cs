using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;
using BudPipeline.Journal.Torture;
using BudPipeline.TestDatabases;

namespace BudPipeline.Journal.Tests;

/// <summary>A process that writes is killed with SIGKILL, again and again, on one database.</summary>
public abstract class KillSpecs(DatabaseDialect dialect) : IDisposable
{
    private const int DefaultRounds = 3;
    private const int Actors = 32;
    private const int FewestAcknowledgements = 50;

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, long> _acknowledged = [];

    private string? _address;

    private string Address =>
        _address ??=
            dialect == DatabaseDialect.Sqlite ? _folder.File("journal.db") : PostgresCluster.Shared.NewDatabase();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _folder.Dispose();

    [SkippableFact]
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
                Path.Combine(AppContext.BaseDirectory, "BudPipeline.Journal.Torture.dll"),
                Address,
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
        await using JournalDatabase database =
            dialect == DatabaseDialect.Sqlite
                ? SqliteDatabase.Open(new SqliteDatabaseOptions { Path = Address })
                : await PostgresDatabase.OpenAsync(new PostgresDatabaseOptions { ConnectionString = Address });
        if (dialect == DatabaseDialect.Sqlite)
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
        Check(events, last.ToDictionary());
    }

    private void Check(List<(string Id, long Number, string Text)> events, Dictionary<string, long> projected)
    {
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
