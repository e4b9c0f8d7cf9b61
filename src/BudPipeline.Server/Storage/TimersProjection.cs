using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using static BudPipeline.Journal.RowColumn;

namespace BudPipeline.Server.Storage;

/// <summary>Keeps the moments that steps wait for; a moment leaves when its step goes on or ends.</summary>
internal sealed class TimersProjection : IJournalProjection
{
    private static readonly RowStatement Set = new(
        """
        INSERT INTO timers (execution_id, ordinal, due) VALUES ($id, $ordinal, $due)
        ON CONFLICT (execution_id, ordinal) DO UPDATE SET due = excluded.due
        """,
        """
        INSERT INTO timers (execution_id, ordinal, due) SELECT id, ordinal, due FROM {rows}
        ON CONFLICT (execution_id, ordinal) DO UPDATE SET due = excluded.due
        """,
        Text("id"),
        Integer("ordinal"),
        Integer("due")
    );

    private static readonly RowStatement Clear = new(
        "DELETE FROM timers WHERE execution_id = $id AND ordinal = $ordinal",
        "DELETE FROM timers t USING {rows} WHERE t.execution_id = r.id AND t.ordinal = r.ordinal",
        Text("id"),
        Integer("ordinal")
    );

    public void Project(IReadOnlyList<JournalEntry> entries, IRowWriter rows)
    {
        var changes = new TimerChanges();
        foreach (var entry in entries)
        {
            if (
                entry.Payload is ExecutionEvent e
                && ExecutionPersistenceId.TryParse(entry.PersistenceId, out var executionId)
            )
            {
                changes.Take(executionId, e);
            }
        }

        foreach (var ((id, ordinal), due) in changes.Due)
        {
            if (due is { } moment)
            {
                rows.Add(Set, id, (long)ordinal, moment.ToColumn());
            }
            else
            {
                rows.Add(Clear, id, (long)ordinal);
            }
        }
    }

    /// <summary>What a run of events leaves of the timers: one change a step.</summary>
    private sealed class TimerChanges
    {
        /// <summary>Null where the moment leaves.</summary>
        public Dictionary<(string Id, int Ordinal), DateTimeOffset?> Due { get; } = [];

        public void Take(string id, ExecutionEvent e)
        {
            switch (e)
            {
                case StepsWaiting waiting:
                    foreach (var step in waiting.Steps)
                    {
                        Due[(id, step.Ordinal)] = step.Due;
                    }

                    break;
                case StepsAwaiting awaiting:
                    foreach (var step in awaiting.Steps.Where(s => s.Due is not null))
                    {
                        Due[(id, step.Ordinal)] = step.Due;
                    }

                    break;
                case StepsRetrying retrying:
                    foreach (var step in retrying.Steps)
                    {
                        Due[(id, step.Ordinal)] = step.Due;
                    }

                    break;
                case StepsStarted started:
                    // Before its first attempt a step has seldom waited, and then it says so.
                    foreach (var step in started.Steps.Where(s => s.Attempt > 1 || s.Waited == true))
                    {
                        Due[(id, step.Ordinal)] = null;
                    }

                    break;
                case StepsFinished finished:
                    foreach (var step in finished.Steps.Where(s => s.Waited == true))
                    {
                        Due[(id, step.Ordinal)] = null;
                    }

                    break;
            }
        }
    }
}
