using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using static BudPipeline.Journal.RowColumn;

namespace BudPipeline.Server.Storage;

/// <summary>
/// Notes, with the end of an execution, whom to tell of it. Its row says who that is, so this stands after
/// <see cref="ExecutionsProjection"/>.
/// </summary>
internal sealed class OutboxProjection(OutboxSignal signal) : IJournalProjection
{
    private static readonly RowStatement Notice = new(
        """
        INSERT INTO outbox (execution_id, kind, target, created_at)
        SELECT id, 'callback', CASE WHEN $completed THEN on_complete ELSE on_failure END, $at
        FROM executions
        WHERE id = $id AND CASE WHEN $completed THEN on_complete ELSE on_failure END IS NOT NULL
        UNION ALL
        SELECT id, 'parent', parent_id || '.' || parent_ordinal, $at
        FROM executions WHERE id = $id AND parent_id IS NOT NULL
        """,
        """
        INSERT INTO outbox (execution_id, kind, target, created_at)
        SELECT e.id, n.kind, n.target, r.at
        FROM {rows}
        JOIN executions e ON e.id = r.id
        CROSS JOIN LATERAL (VALUES
            ('callback', CASE WHEN r.completed THEN e.on_complete ELSE e.on_failure END),
            ('parent', e.parent_id || '.' || e.parent_ordinal)) AS n (kind, target)
        WHERE n.target IS NOT NULL
        """,
        Text("id"),
        Boolean("completed"),
        Integer("at")
    );

    public void Project(IReadOnlyList<JournalEntry> entries, IRowWriter rows)
    {
        var any = false;
        foreach (var entry in entries)
        {
            if (
                entry.Payload is ExecutionFinished { Notifies: true } finished
                && ExecutionPersistenceId.TryParse(entry.PersistenceId, out var id)
            )
            {
                rows.Add(Notice, id, finished.Status == ExecutionStatus.Completed, finished.At.ToColumn());
                any = true;
            }
        }

        if (any)
        {
            signal.Raise();
        }
    }
}
