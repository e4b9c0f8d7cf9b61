using BudPipeline.Actors.Executions;
using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>Takes an execution that has ended out of the journal and of all tables that follow from it, in one transaction.</summary>
internal sealed class ExecutionDeletion(JournalDatabase database)
{
    // Counters of their own, so that no writer of the journal waits for a deletion.
    private const int Writer = -1;

    /// <summary>False when there is no such execution, or it has not ended.</summary>
    public async Task<bool> DeleteAsync(string executionId)
    {
        var tags =
            database.Dialect == DatabaseDialect.Sqlite
                ? "SELECT value FROM json_each((SELECT tags FROM executions WHERE id = @id))"
                : "SELECT jsonb_array_elements_text(tags::jsonb) FROM executions WHERE id = @id";
        var sql = $"""
            INSERT INTO execution_counts AS c (tag, pipeline_name, pipeline_id, status, owner, writer, ended)
            SELECT t.tag, e.pipeline_name, coalesce(e.pipeline_id, ''), e.status, coalesce(e.owner, ''), {Writer}, -1
            FROM executions e CROSS JOIN (SELECT '' AS tag UNION {tags}) t
            WHERE e.id = @id AND e.completed_at IS NOT NULL
            ON CONFLICT (tag, pipeline_name, pipeline_id, status, owner, writer) DO UPDATE SET ended = c.ended - 1;
            DELETE FROM execution_tags
            WHERE id = @id AND tag IN ({tags})
                AND created_at = (SELECT created_at FROM executions WHERE id = @id AND completed_at IS NOT NULL);
            DELETE FROM outbox
            WHERE execution_id = (SELECT id FROM executions WHERE id = @id AND completed_at IS NOT NULL);
            DELETE FROM timers
            WHERE execution_id = (SELECT id FROM executions WHERE id = @id AND completed_at IS NOT NULL);
            DELETE FROM journal
            WHERE persistence_id = @journalId
                AND EXISTS (SELECT 1 FROM executions WHERE id = @id AND completed_at IS NOT NULL)
            """;
        const string row = "DELETE FROM executions WHERE id = @id AND completed_at IS NOT NULL";
        var values = new { id = executionId, journalId = ExecutionPersistenceId.Of(executionId) };
        return await database.WriteAsync(
                async (connection, transaction) =>
                {
                    await connection.ExecuteAsync(sql, values, transaction);
                    return await connection.ExecuteAsync(row, values, transaction);
                }
            ) == 1;
    }
}
