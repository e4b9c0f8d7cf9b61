using System.Data.Common;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;

namespace BudPipeline.Server.Storage;

/// <summary>
/// Notes, with the end of an execution, whom to tell of it. Its row says who that is, so this stands after
/// <see cref="ExecutionsProjection"/>.
/// </summary>
internal sealed class OutboxProjection : IJournalProjection
{
    public void Project(IReadOnlyList<JournalEntry> entries, DbConnection connection, DbTransaction transaction)
    {
        using var insert = new OutboxInsert(connection, transaction);
        foreach (var entry in entries)
        {
            if (
                entry.Payload is ExecutionFinished finished
                && ExecutionPersistenceId.TryParse(entry.PersistenceId, out var id)
            )
            {
                insert.Execute(id, finished);
            }
        }
    }

    private sealed class OutboxInsert(DbConnection connection, DbTransaction transaction)
        : RowStatement(
            connection,
            transaction,
            """
            INSERT INTO outbox (execution_id, kind, target, created_at)
            SELECT id, 'callback', CASE WHEN @completed THEN on_complete ELSE on_failure END, @at
            FROM executions
            WHERE id = @id AND CASE WHEN @completed THEN on_complete ELSE on_failure END IS NOT NULL
            UNION ALL
            SELECT id, 'parent', parent_id || '.' || parent_ordinal, @at
            FROM executions WHERE id = @id AND parent_id IS NOT NULL
            """
        )
    {
        public void Execute(string id, ExecutionFinished finished)
        {
            Set("@id", id);
            Set("@completed", finished.Status == ExecutionStatus.Completed);
            Set("@at", finished.At.ToColumn());
            Execute();
        }
    }
}
