using System.Diagnostics;
using System.Globalization;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;
using BudPipeline.TestDatabases;
using Xunit.Abstractions;

namespace BudPipeline.Journal.Tests;

/// <summary>A process that writes is killed with SIGKILL, again and again, on one database.</summary>
public abstract class KillSpecs(DatabaseDialect dialect, ITestOutputHelper output) : IDisposable
{
    private const int DefaultRounds = 3;
    private const int Actors = 32;
    private const int FewestAcknowledgements = 50;

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, long> _acknowledged = [];

    private string? _address;
    private long _count;

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
        var rounds = Rounds.Of(DefaultRounds);
        var events = 0;
        for (var round = 1; round <= rounds; round++)
        {
            // Spread over a few commits to a few checkpoints.
            await WriteAndKillAsync(FewestAcknowledgements * (1 + (round * 37 % 100)));
            events = await CheckAsync();
        }

        output.WriteLine($"{rounds} kills, {_count} acknowledged batches, {events} events");
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
            _count++;
        }
    }

    private async Task<int> CheckAsync()
    {
        await using JournalDatabase database =
            dialect == DatabaseDialect.Sqlite
                ? SqliteDatabase.Open(new SqliteDatabaseOptions { Path = Address })
                : await PostgresDatabase.OpenAsync(new PostgresDatabaseOptions { ConnectionString = Address });
        return await JournalContent.CheckAsync(database, _acknowledged);
    }
}
