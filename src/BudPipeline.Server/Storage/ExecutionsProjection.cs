using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;

namespace BudPipeline.Server.Storage;

/// <summary>Keeps the summary row of each execution, and what lists count: one change an execution and group.</summary>
internal sealed class ExecutionsProjection : IJournalProjection
{
    public void Project(IReadOnlyList<JournalEntry> entries, IRowWriter rows)
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

        // All rows before what is counted from them.
        foreach (var change in changes.Values)
        {
            rows.Write(change);
        }

        foreach (var change in changes.Values)
        {
            rows.WriteTallies(change);
        }
    }
}
