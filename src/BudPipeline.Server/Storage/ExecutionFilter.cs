using System.Globalization;
using BudPipeline.Journal;

namespace BudPipeline.Server.Storage;

/// <summary>Which executions to list, and where the page begins.</summary>
internal sealed record ExecutionFilter
{
    public IReadOnlyList<string> Statuses { get; init; } = [];
    public string? Pipeline { get; init; }
    public string? PipelineId { get; init; }
    public string? Initiator { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public DateTimeOffset? CreatedAfter { get; init; }
    public DateTimeOffset? CreatedBefore { get; init; }
    public ExecutionCursor? Cursor { get; init; }
    public int Limit { get; init; }
    public int Offset { get; init; }

    /// <summary>The values of what <see cref="Where"/> names.</summary>
    public object Values =>
        new
        {
            Statuses = Statuses.ToArray(),
            Pipeline,
            PipelineId,
            Initiator,
            Tags = Tags.ToArray(),
            TagCount = Tags.Count,
            After = CreatedAfter?.ToColumn(),
            Before = CreatedBefore?.ToColumn(),
            CursorAt = Cursor?.CreatedAt,
            CursorId = Cursor?.Id,
            Limit,
            Offset,
        };

    public string Where(DatabaseDialect dialect, bool withCursor)
    {
        var isSqlite = dialect == DatabaseDialect.Sqlite;
        List<string> terms = [];
        Add(Statuses.Count > 0, isSqlite ? "status IN @Statuses" : "status = ANY(@Statuses)");
        Add(Pipeline is not null, "pipeline_name = @Pipeline");
        Add(PipelineId is not null, "pipeline_id = @PipelineId");
        Add(Initiator is not null, "initiator = @Initiator");
        Add(
            Tags.Count > 0,
            isSqlite
                ? "(SELECT count(DISTINCT value) FROM json_each(executions.tags) WHERE value IN @Tags) = @TagCount"
                : "executions.tags::jsonb ?& @Tags"
        );
        Add(CreatedAfter is not null, "created_at >= @After");
        Add(CreatedBefore is not null, "created_at < @Before");
        Add(withCursor && Cursor is not null, "(created_at, id) < (@CursorAt, @CursorId)");
        return terms.Count == 0 ? "" : $"WHERE {string.Join(" AND ", terms)}";

        void Add(bool applies, string term)
        {
            if (applies)
            {
                terms.Add(term);
            }
        }
    }
}

/// <summary>The last row of a page; the next page holds what is older.</summary>
internal sealed record ExecutionCursor(long CreatedAt, string Id)
{
    public static ExecutionCursor? TryParse(string text)
    {
        var split = text.IndexOf('.', StringComparison.Ordinal);
        return
            split > 0
            && split < text.Length - 1
            && long.TryParse(text.AsSpan(0, split), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new ExecutionCursor(at, text[(split + 1)..])
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt}.{Id}");
}
