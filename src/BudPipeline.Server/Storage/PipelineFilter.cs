using BudPipeline.Journal;

namespace BudPipeline.Server.Storage;

/// <summary>Which saved pipelines to list, and where the page begins.</summary>
internal sealed record PipelineFilter
{
    /// <summary>Whose; null lists everybody's.</summary>
    public string? Owner { get; init; }
    public bool IncludeSystem { get; init; }
    public string? Name { get; init; }
    public string? NameContains { get; init; }
    public IReadOnlyList<string> Statuses { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public PageCursor? Cursor { get; init; }
    public int Limit { get; init; }
    public int Offset { get; init; }

    /// <summary>The values of what the conditions name.</summary>
    public object Values =>
        new
        {
            Owner,
            Name,
            Pattern = NameContains is null ? null : $"%{Escaped(NameContains)}%",
            Statuses = Statuses.ToArray(),
            Tags = Tags.ToArray(),
            TagCount = Tags.Count,
            CursorAt = Cursor?.CreatedAt,
            CursorId = Cursor?.Id,
            Limit,
            Offset,
        };

    /// <summary>The condition on a row <c>p</c>.</summary>
    public string Where(DatabaseDialect dialect, bool withCursor)
    {
        List<string> terms = ["p.deleted_at IS NULL"];
        Add(Owner is not null, IncludeSystem ? "(p.owner = @Owner OR p.system_owned)" : "p.owner = @Owner");
        Add(!IncludeSystem, "NOT p.system_owned");
        Add(Name is not null, "p.name = @Name");
        Add(NameContains is not null, @"lower(p.name) LIKE lower(@Pattern) ESCAPE '\'");
        Add(Statuses.Count > 0, IsIn("p.status", "Statuses", dialect));
        Add(Tags.Count > 0, $"(SELECT count(DISTINCT t.value) FROM {TagsOf(dialect)} = @TagCount");
        Add(withCursor && Cursor is not null, "(p.created_at, p.id) < (@CursorAt, @CursorId)");
        return string.Join(" AND ", terms);

        void Add(bool applies, string term)
        {
            if (applies)
            {
                terms.Add(term);
            }
        }
    }

    private static string TagsOf(DatabaseDialect dialect) =>
        (
            dialect == DatabaseDialect.Sqlite
                ? "json_each(p.tags) t"
                : "jsonb_array_elements_text(p.tags::jsonb) AS t (value)"
        ) + $" WHERE {IsIn("t.value", "Tags", dialect)})";

    private static string IsIn(string column, string values, DatabaseDialect dialect) =>
        dialect == DatabaseDialect.Sqlite ? $"{column} IN @{values}" : $"{column} = ANY(@{values})";

    private static string Escaped(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
