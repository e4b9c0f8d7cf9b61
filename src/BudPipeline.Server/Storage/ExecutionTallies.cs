using BudPipeline.Journal;
using static BudPipeline.Journal.RowColumn;

namespace BudPipeline.Server.Storage;

/// <summary>The statements that keep what lists count and sort by: executions by tag, and how many have ended.</summary>
internal static class ExecutionTallies
{
    private static readonly RowStatement Tag = new(
        "INSERT INTO execution_tags (tag, created_at, id) VALUES ($tag, $created_at, $id)",
        "INSERT INTO execution_tags (tag, created_at, id) SELECT tag, created_at, id FROM {rows}",
        Text("tag"),
        Integer("created_at"),
        Text("id")
    );

    /// <summary>Reads the execution's row, so this stands after whatever writes that.</summary>
    private static readonly RowStatement Count = new(
        """
        INSERT INTO execution_counts (tag, pipeline_name, pipeline_id, status, owner, writer, ended)
        SELECT t.tag, e.pipeline_name, coalesce(e.pipeline_id, ''), e.status, coalesce(e.owner, ''), $writer, 1
        FROM executions e
        JOIN (SELECT '' AS tag UNION SELECT value FROM json_each((SELECT tags FROM executions WHERE id = $id))) t
        WHERE e.id = $id
        ON CONFLICT (tag, pipeline_name, pipeline_id, status, owner, writer) DO UPDATE SET ended = ended + 1
        """,
        """
        INSERT INTO execution_counts AS c (tag, pipeline_name, pipeline_id, status, owner, writer, ended)
        SELECT t.tag, e.pipeline_name, coalesce(e.pipeline_id, ''), e.status, coalesce(e.owner, ''), r.writer, count(*)
        FROM {rows}
        JOIN executions e ON e.id = r.id
        CROSS JOIN LATERAL (SELECT '' AS tag UNION SELECT jsonb_array_elements_text(e.tags::jsonb)) t
        GROUP BY 1, 2, 3, 4, 5, 6
        ON CONFLICT (tag, pipeline_name, pipeline_id, status, owner, writer) DO UPDATE SET ended = c.ended + excluded.ended
        """,
        Text("id"),
        Integer("writer")
    );

    public static void WriteTallies(this IRowWriter rows, ExecutionRowChange change)
    {
        if (change.Started is { } started)
        {
            foreach (var tag in started.Header.Tags.Distinct(StringComparer.Ordinal))
            {
                rows.Add(Tag, tag, started.At.ToColumn(), change.ExecutionId);
            }
        }

        if (change.Finished is not null)
        {
            rows.Add(Count, change.ExecutionId, (long)rows.Writer);
        }
    }
}
