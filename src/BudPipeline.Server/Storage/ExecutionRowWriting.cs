using System.Text.Json;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using BudPipeline.Server.Api;
using static BudPipeline.Journal.RowColumn;

namespace BudPipeline.Server.Storage;

/// <summary>The statements that keep the summary rows of executions.</summary>
internal static class ExecutionRowWriting
{
    private const string Inserted = """
        id, status, pipeline_id, pipeline_name, pipeline_version, definition_hash, plan_version, owner, tags, priority,
        initiator, parent_id, parent_ordinal, on_complete, on_failure, retry_of, created_at, started_at, completed_at,
        deadline, completed_steps, paused, error
        """;

    private static readonly RowColumn[] InsertColumns =
    [
        Text("id"),
        Text("status"),
        Text("pipeline_id"),
        Text("pipeline_name"),
        Text("pipeline_version"),
        Text("definition_hash"),
        Integer("plan_version"),
        Text("owner"),
        Text("tags"),
        Text("priority"),
        Text("initiator"),
        Text("parent_id"),
        Integer("parent_ordinal"),
        Text("on_complete"),
        Text("on_failure"),
        Text("retry_of"),
        Integer("created_at"),
        Integer("started_at"),
        Integer("completed_at"),
        Integer("deadline"),
        Integer("completed_steps"),
        Boolean("paused"),
        Text("error"),
    ];

    /// <summary>Makes the row of an execution that started.</summary>
    private static readonly RowStatement Insert = new(
        $"INSERT INTO executions ({Inserted}) VALUES ({string.Join(", ", InsertColumns.Select(c => $"${c.Name}"))})",
        $"INSERT INTO executions ({Inserted}) SELECT {Inserted} FROM {{rows}}",
        InsertColumns
    );

    /// <summary>
    /// Brings the row of an execution up to date. Whatever happens to it, it is in memory: no longer parked. Only a change
    /// of its status touches an index.
    /// </summary>
    private static readonly RowStatement Update = new(
        """
        UPDATE executions SET
            status = coalesce($status, status),
            started_at = coalesce(started_at, $started_at),
            completed_at = $completed_at,
            completed_steps = completed_steps + $completed_steps,
            paused = coalesce($paused, paused),
            parked = false,
            error = $error
        WHERE id = $id
        """,
        """
        UPDATE executions e SET
            status = coalesce(r.status, e.status),
            started_at = coalesce(e.started_at, r.started_at),
            completed_at = r.completed_at,
            completed_steps = e.completed_steps + r.completed_steps,
            paused = coalesce(r.paused, e.paused),
            parked = false,
            error = r.error
        FROM {rows} WHERE e.id = r.id
        """,
        Text("id"),
        Text("status"),
        Integer("started_at"),
        Integer("completed_at"),
        Integer("completed_steps"),
        Boolean("paused"),
        Text("error")
    );

    public static void Write(this IRowWriter rows, ExecutionRowChange change)
    {
        if (change.Started is { } started)
        {
            rows.Begin(change, started);
        }
        else
        {
            rows.Add(
                Update,
                change.ExecutionId,
                change.Status?.Word(),
                change.FirstStepAt?.ToColumn(),
                change.Finished?.At.ToColumn(),
                (long)change.CompletedSteps,
                change.Paused,
                ErrorOf(change.Finished)
            );
        }
    }

    private static void Begin(this IRowWriter rows, ExecutionRowChange change, ExecutionStarted started)
    {
        var header = started.Header;
        rows.Add(
            Insert,
            change.ExecutionId,
            change.Status?.Word(),
            header.PipelineId,
            header.PipelineName,
            header.PipelineVersion,
            header.DefinitionHash,
            (long)header.PlanVersion,
            header.Owner,
            header.Tags.IsEmpty ? "[]" : JsonSerializer.Serialize([.. header.Tags], BudJson.Wire.IReadOnlyListString),
            header.Priority.Word(),
            header.Trigger,
            header.Parent?.ExecutionId,
            (long?)header.Parent?.Ordinal,
            header.Callbacks?.OnComplete,
            header.Callbacks?.OnFailure,
            header.RetryOf,
            started.At.ToColumn(),
            change.FirstStepAt?.ToColumn(),
            change.Finished?.At.ToColumn(),
            started.Deadline.ToColumn(),
            (long)change.CompletedSteps,
            change.Paused ?? false,
            ErrorOf(change.Finished)
        );
    }

    /// <summary>Why an execution did not complete, as JSON.</summary>
    private static string? ErrorOf(ExecutionFinished? finished) =>
        finished?.Error is { } error ? JsonSerializer.Serialize(error.ToWire(), BudJson.Wire.ErrorDocument) : null;
}
