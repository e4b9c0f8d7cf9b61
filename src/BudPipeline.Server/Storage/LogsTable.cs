using BudPipeline.Client.Executions;
using BudPipeline.Core.Actions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Server.Storage;

/// <summary>A line on its way into the table.</summary>
internal sealed record LogEntry(
    long Sequence,
    string ExecutionId,
    string StepId,
    int Attempt,
    StepLogLevel Level,
    DateTimeOffset At,
    string Message
)
{
    private const int BytesBesideMessage = 128;

    /// <summary>Roughly what it takes in memory.</summary>
    public long Bytes => BytesBesideMessage + (2L * Message.Length);

    public LogLine ToWire() => new(Sequence, At, LogLevels.Word(Level), StepId, Attempt, Message);
}

/// <summary>Which lines of an execution to read.</summary>
public sealed record LogFilter(string ExecutionId)
{
    public StepLogLevel? Level { get; init; }
    public string? StepId { get; init; }
    public DateTimeOffset? Since { get; init; }
    public long After { get; init; }

    /// <summary>Only the last so many.</summary>
    public int Limit { get; init; } = 10_000;

    /// <summary>The first so many instead of the last.</summary>
    public bool FromStart { get; init; }
}

/// <summary>The words of log levels.</summary>
internal static class LogLevels
{
    private static readonly string[] Words = ["debug", "info", "warning", "error"];

    public static string Word(StepLogLevel level) => Words[(int)level];

    public static StepLogLevel? TryParse(string word)
    {
        var index = Array.FindIndex(Words, w => w.Equals(word, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (StepLogLevel)index;
    }
}

/// <summary>Log lines on disk. What was written outlives the process, the last moments perhaps not the machine's power.</summary>
internal sealed class LogsTable : IDisposable
{
    private readonly SqliteConnection writer;
    private readonly string address;

    public LogsTable(string path)
    {
        SqliteSchema.UpgradeLogs(path);
        address = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        writer = new SqliteConnection(address);
        writer.Open();
        writer.Execute("PRAGMA synchronous = NORMAL");
    }

    public long LastSequence() => writer.ExecuteScalar<long>("SELECT coalesce(max(sequence), 0) FROM logs");

    public void Add(IReadOnlyList<LogEntry> lines)
    {
        const string sql = """
            INSERT INTO logs (sequence, execution_id, step_id, attempt, level, at, message)
            VALUES (@Sequence, @ExecutionId, @StepId, @Attempt, @Level, @At, @Message)
            """;
        using var transaction = writer.BeginTransaction();
        writer.Execute(
            sql,
            lines.Select(line => new
            {
                line.Sequence,
                line.ExecutionId,
                line.StepId,
                line.Attempt,
                Level = (int)line.Level,
                At = line.At.ToColumn(),
                line.Message,
            }),
            transaction
        );
        transaction.Commit();
    }

    public async Task<IReadOnlyList<LogLine>> ReadAsync(LogFilter filter, CancellationToken cancellation)
    {
        var sql = $"""
            SELECT sequence AS Sequence, at AS At, level AS Level, step_id AS StepId, attempt AS Attempt,
                   message AS Message
            FROM logs
            WHERE execution_id = @ExecutionId AND sequence > @After
              AND (@Level IS NULL OR level >= @Level)
              AND (@StepId IS NULL OR step_id = @StepId)
              AND (@Since IS NULL OR at >= @Since)
            ORDER BY sequence {(filter.FromStart ? "ASC" : "DESC")} LIMIT @Limit
            """;
        var values = new
        {
            filter.ExecutionId,
            filter.After,
            Level = (int?)filter.Level,
            filter.StepId,
            Since = filter.Since?.ToColumn(),
            filter.Limit,
        };
        await using var connection = new SqliteConnection(address);
        var rows = await connection.QueryAsync<LogRow>(
            new CommandDefinition(sql, values, cancellationToken: cancellation)
        );
        return [.. rows.Select(row => row.ToWire()).OrderBy(line => line.Sequence)];
    }

    public void Dispose()
    {
        writer.Dispose();
        using var pool = new SqliteConnection(address);
        SqliteConnection.ClearPool(pool);
    }

    private sealed record LogRow(long Sequence, long At, long Level, string StepId, long Attempt, string Message)
    {
        public LogLine ToWire() =>
            new(Sequence, Moments.FromColumn(At), LogLevels.Word((StepLogLevel)Level), StepId, (int)Attempt, Message);
    }
}
