using System.Data.Common;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;

namespace BudPipeline.Server.Storage;

/// <summary>Keeps the moments that steps wait for; a moment leaves when its step goes on or its execution ends.</summary>
internal sealed class TimersProjection : IJournalProjection
{
    public void Project(IReadOnlyList<JournalEntry> entries, DbConnection connection, DbTransaction transaction)
    {
        using var set = new TimerSet(connection, transaction);
        using var clear = new TimerClear(connection, transaction);
        using var clearAll = new TimerClearAll(connection, transaction);
        foreach (var entry in entries)
        {
            if (!ExecutionPersistenceId.TryParse(entry.PersistenceId, out var id))
            {
                continue;
            }

            switch (entry.Payload)
            {
                case StepsWaiting waiting:
                    Each(waiting.Steps, s => set.Execute(id, s.Ordinal, s.Due));
                    break;
                case StepsRetrying retrying:
                    Each(retrying.Steps, s => set.Execute(id, s.Ordinal, s.Due));
                    break;
                case StepsStarted started:
                    Each(started.Steps.Where(s => s.Attempt > 1), s => clear.Execute(id, s.Ordinal));
                    break;
                case StepsFinished finished:
                    Each(finished.Steps, s => clear.Execute(id, s.Ordinal));
                    break;
                case ExecutionFinished:
                    clearAll.Execute(id);
                    break;
            }
        }
    }

    private static void Each<T>(IEnumerable<T> steps, Action<T> write)
    {
        foreach (var step in steps)
        {
            write(step);
        }
    }

    private sealed class TimerSet(DbConnection connection, DbTransaction transaction)
        : RowStatement(
            connection,
            transaction,
            """
            INSERT INTO timers (execution_id, ordinal, due) VALUES (@id, @ordinal, @due)
            ON CONFLICT (execution_id, ordinal) DO UPDATE SET due = @due
            """
        )
    {
        public void Execute(string id, int ordinal, DateTimeOffset due)
        {
            Set("@id", id);
            Set("@ordinal", ordinal);
            Set("@due", due.ToColumn());
            Execute();
        }
    }

    private sealed class TimerClear(DbConnection connection, DbTransaction transaction)
        : RowStatement(connection, transaction, "DELETE FROM timers WHERE execution_id = @id AND ordinal = @ordinal")
    {
        public void Execute(string id, int ordinal)
        {
            Set("@id", id);
            Set("@ordinal", ordinal);
            Execute();
        }
    }

    private sealed class TimerClearAll(DbConnection connection, DbTransaction transaction)
        : RowStatement(connection, transaction, "DELETE FROM timers WHERE execution_id = @id")
    {
        public void Execute(string id)
        {
            Set("@id", id);
            Execute();
        }
    }
}
