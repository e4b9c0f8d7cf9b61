using BudPipeline.Journal;

namespace BudPipeline.Server.Storage;

/// <summary>Which executions to list, and where the page begins.</summary>
internal sealed record ExecutionFilter
{
    public IReadOnlyList<string> Statuses { get; init; } = [];
    public string? Pipeline { get; init; }
    public string? PipelineId { get; init; }
    public string? Initiator { get; init; }

    /// <summary>Whose; null for everyone's.</summary>
    public string? Owner { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
    public DateTimeOffset? CreatedAfter { get; init; }
    public DateTimeOffset? CreatedBefore { get; init; }
    public PageCursor? Cursor { get; init; }
    public int Limit { get; init; }
    public int Offset { get; init; }

    /// <summary>The values of what the queries name.</summary>
    public object Values =>
        new
        {
            Statuses = Statuses.ToArray(),
            Pipeline,
            PipelineId,
            Initiator,
            Owner,
            Status = Statuses.Count == 1 ? Statuses[0] : null,
            Tags = Tags.ToArray(),
            Tag = Tags.Count > 0 ? Tags[0] : "",
            TagCount = Tags.Count,
            After = CreatedAfter?.ToColumn(),
            Before = CreatedBefore?.ToColumn(),
            CursorAt = Cursor?.CreatedAt,
            CursorId = Cursor?.Id,
            Limit,
            Offset,
        };

    /// <summary>Whether the counters of ended executions know how many match.</summary>
    public bool IsCounted => Tags.Count <= 1 && (Initiator, CreatedAfter, CreatedBefore) == (null, null, null);

    /// <summary>The ids of the page, as a query with columns <c>id</c> and <c>created_at</c>.</summary>
    public string Page(DatabaseDialect dialect)
    {
        var key = Tags.Count > 0 ? "t" : "e";
        return $"""
            SELECT {key}.id, {key}.created_at FROM {From(dialect)} {Where(dialect, withCursor: true)}
            ORDER BY {key}.created_at DESC, {key}.id DESC LIMIT @Limit OFFSET @Offset
            """;
    }

    /// <summary>How many match, whatever the cursor.</summary>
    public string Count(DatabaseDialect dialect)
    {
        var matching = $"SELECT count(*) FROM {From(dialect)} {Where(dialect, withCursor: false)}";
        if (!IsCounted)
        {
            return matching;
        }

        List<string> counters = ["tag = @Tag"];
        if (Statuses.Count > 0)
        {
            counters.Add(IsOneOf("status", dialect));
        }

        if (Pipeline is not null)
        {
            counters.Add("pipeline_name = @Pipeline");
        }

        if (Owner is not null)
        {
            counters.Add("owner = @Owner");
        }

        if (PipelineId is not null)
        {
            counters.Add("pipeline_id = @PipelineId");
        }

        return $"""
            SELECT (SELECT count(*) FROM {LiveOnes(dialect)})
                + (SELECT CAST(coalesce(sum(ended), 0) AS BIGINT)
                    FROM execution_counts WHERE {string.Join(" AND ", counters)})
            """;
    }

    /// <summary>
    /// The matching executions that have not ended: found among the few of those, not among the many of a status, a
    /// pipeline or a tag. SQLite has to be told.
    /// </summary>
    private string LiveOnes(DatabaseDialect dialect)
    {
        List<string> terms = ["e.completed_at IS NULL"];
        if (Statuses.Count > 0)
        {
            terms.Add(IsOneOf("e.status", dialect));
        }

        if (Pipeline is not null)
        {
            terms.Add("e.pipeline_name = @Pipeline");
        }

        if (Owner is not null)
        {
            terms.Add("e.owner = @Owner");
        }

        if (PipelineId is not null)
        {
            terms.Add("e.pipeline_id = @PipelineId");
        }

        if (Tags.Count > 0)
        {
            terms.Add(
                "EXISTS (SELECT 1 FROM execution_tags t WHERE t.tag = @Tag AND t.created_at = e.created_at AND t.id = e.id)"
            );
        }

        var index = PipelineId is null ? "executions_unfinished" : "executions_saved_live";
        var hint = dialect == DatabaseDialect.Sqlite ? $" INDEXED BY {index}" : "";
        return $"executions e{hint} WHERE {string.Join(" AND ", terms)}";
    }

    /// <summary>Executions, reached through the first tag where there is one; the index of tags has the order of lists.</summary>
    private string From(DatabaseDialect dialect) =>
        Tags.Count == 0 ? "executions e"
        : IsTagAlone ? "execution_tags t"
        : dialect == DatabaseDialect.Sqlite ? "execution_tags t CROSS JOIN executions e ON e.id = t.id"
        : "execution_tags t JOIN executions e ON e.id = t.id";

    /// <summary>Whether the row of tags says all that is asked for.</summary>
    private bool IsTagAlone =>
        Tags.Count == 1 && Statuses.Count == 0 && (Pipeline, PipelineId, Initiator, Owner) == (null, null, null, null);

    private string Where(DatabaseDialect dialect, bool withCursor)
    {
        var key = Tags.Count > 0 ? "t" : "e";
        List<string> terms = [];
        Add(Tags.Count > 0, "t.tag = @Tag");
        Add(
            Tags.Count > 1,
            "(SELECT count(*) FROM execution_tags o WHERE o.id = e.id AND o.created_at = e.created_at "
                + $"AND {IsIn("o.tag", "Tags", dialect)}) = @TagCount"
        );
        Add(Statuses.Count > 0, IsOneOf("e.status", dialect));
        Add(Pipeline is not null, "e.pipeline_name = @Pipeline");
        Add(PipelineId is not null, "e.pipeline_id = @PipelineId");
        Add(Initiator is not null, "e.initiator = @Initiator");
        Add(Owner is not null, "e.owner = @Owner");
        Add(CreatedAfter is not null, $"{key}.created_at >= @After");
        Add(CreatedBefore is not null, $"{key}.created_at < @Before");
        Add(withCursor && Cursor is not null, $"({key}.created_at, {key}.id) < (@CursorAt, @CursorId)");
        return terms.Count == 0 ? "" : $"WHERE {string.Join(" AND ", terms)}";

        void Add(bool applies, string term)
        {
            if (applies)
            {
                terms.Add(term);
            }
        }
    }

    /// <summary>One status is asked for by equality: only then is the index of statuses in the order of the list.</summary>
    private string IsOneOf(string column, DatabaseDialect dialect) =>
        Statuses.Count == 1 ? $"{column} = @Status" : IsIn(column, "Statuses", dialect);

    private static string IsIn(string column, string values, DatabaseDialect dialect) =>
        dialect == DatabaseDialect.Sqlite ? $"{column} IN @{values}" : $"{column} = ANY(@{values})";
}
