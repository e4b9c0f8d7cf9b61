using System.Data.Common;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;

namespace BudPipeline.Server.Storage;

/// <summary>Keeps the summary row of each execution, in the transaction of its events: one statement an execution and group.</summary>
internal sealed class ExecutionsProjection : IJournalProjection
{
    public void Project(IReadOnlyList<JournalEntry> entries, DbConnection connection, DbTransaction transaction)
    {
        var changes = new Dictionary<string, ExecutionRowChange>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (
                entry.Payload is ExecutionEvent e
                && ExecutionPersistenceId.TryParse(entry.PersistenceId, out var executionId)
            )
            {
                var change = changes.GetValueOrDefault(executionId) ?? new ExecutionRowChange(executionId);
                changes[executionId] = change.With(e);
            }
        }

        using var insert = new ExecutionRowInsert(connection, transaction);
        using var update = new ExecutionRowUpdate(connection, transaction);
        foreach (var change in changes.Values)
        {
            if (change.Started is { } started)
            {
                insert.Execute(change, started);
            }
            else
            {
                update.Execute(change);
            }
        }
    }
}
