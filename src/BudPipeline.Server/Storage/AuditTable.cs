using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>A mutation that somebody asked for, and what came of it.</summary>
internal sealed record AuditRow
{
    public long Id { get; init; }
    public long At { get; init; }
    public required string Actor { get; init; }
    public string? Owner { get; init; }
    public required string Action { get; init; }
    public string? Target { get; init; }
    public required string Outcome { get; init; }
    public long Status { get; init; }
    public string? Code { get; init; }
    public required string CorrelationId { get; init; }
    public string? Address { get; init; }
}

/// <summary>Which entries to read; null means any.</summary>
internal sealed record AuditFilter
{
    public string? Actor { get; init; }
    public string? Action { get; init; }
    public string? Target { get; init; }
    public string? Outcome { get; init; }
    public long? Since { get; init; }
    public long? Until { get; init; }

    /// <summary>Only entries before the one of this number.</summary>
    public long? Before { get; init; }

    public int Limit { get; init; }
}

/// <summary>Who asked for what. Rows are added, never changed.</summary>
internal sealed class AuditTable(JournalDatabase database)
{
    private const string Columns = """
        id AS Id, at AS At, actor AS Actor, owner AS Owner, action AS Action, target AS Target, outcome AS Outcome,
        status AS Status, code AS Code, correlation_id AS CorrelationId, address AS Address
        """;

    /// <summary>Adds them in one transaction.</summary>
    public Task AddAsync(IReadOnlyList<AuditRow> rows)
    {
        const string sql = """
            INSERT INTO audit (at, actor, owner, action, target, outcome, status, code, correlation_id, address)
            VALUES (@At, @Actor, @Owner, @Action, @Target, @Outcome, @Status, @Code, @CorrelationId, @Address)
            """;
        return database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, rows, transaction));
    }

    /// <summary>The newest that match.</summary>
    public async Task<IReadOnlyList<AuditRow>> ReadAsync(AuditFilter filter)
    {
        List<string> terms = ["id < @Before"];
        Add(filter.Actor, "actor = @Actor");
        Add(filter.Action, "action = @Action");
        Add(filter.Target, "target = @Target");
        Add(filter.Outcome, "outcome = @Outcome");
        Add(filter.Since, "at >= @Since");
        Add(filter.Until, "at < @Until");
        var sql = $"SELECT {Columns} FROM audit WHERE {string.Join(" AND ", terms)} ORDER BY id DESC LIMIT @Limit";
        var values = new
        {
            filter.Actor,
            filter.Action,
            filter.Target,
            filter.Outcome,
            filter.Since,
            filter.Until,
            Before = filter.Before ?? long.MaxValue,
            filter.Limit,
        };
        return (await database.ReadAsync(connection => connection.QueryAsync<AuditRow>(sql, values))).AsList();

        void Add(object? value, string term)
        {
            if (value is not null)
            {
                terms.Add(term);
            }
        }
    }
}
