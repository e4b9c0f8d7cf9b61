using System.Data.Common;
using System.Text.Json;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Api;

namespace BudPipeline.Server.Storage;

/// <summary>A statement that is prepared once and executed for each row of a group.</summary>
internal abstract class RowStatement : IDisposable
{
    private readonly DbCommand command;

    protected RowStatement(DbConnection connection, DbTransaction transaction, string sql)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
    }

    public void Dispose() => command.Dispose();

    protected void Set(string name, object? value)
    {
        if (command.Parameters.Contains(name))
        {
            command.Parameters[name].Value = value ?? DBNull.Value;
            return;
        }

        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    protected void Execute() => command.ExecuteNonQuery();
}

/// <summary>Makes the row of an execution that started.</summary>
internal sealed class ExecutionRowInsert(DbConnection connection, DbTransaction transaction)
    : RowStatement(
        connection,
        transaction,
        """
        INSERT INTO executions (
            id, status, pipeline_id, pipeline_name, pipeline_version, definition_hash, plan_version, owner, tags,
            priority, initiator, parent_id, parent_ordinal, on_complete, on_failure, retry_of, created_at, started_at,
            completed_at, deadline, completed_steps, paused, error)
        VALUES (
            @id, @status, @pipeline_id, @pipeline_name, @pipeline_version, @definition_hash, @plan_version, @owner, @tags,
            @priority, @initiator, @parent_id, @parent_ordinal, @on_complete, @on_failure, @retry_of, @created_at,
            @started_at, @completed_at, @deadline, @completed_steps, @paused, @error)
        """
    )
{
    public void Execute(ExecutionRowChange change, ExecutionStarted started)
    {
        var header = started.Header;
        Set("@id", change.ExecutionId);
        Set("@status", change.Status?.Word());
        Set("@pipeline_id", header.PipelineId);
        Set("@pipeline_name", header.PipelineName);
        Set("@pipeline_version", header.PipelineVersion);
        Set("@definition_hash", header.DefinitionHash);
        Set("@plan_version", header.PlanVersion);
        Set("@owner", header.Owner);
        Set("@tags", JsonSerializer.Serialize([.. header.Tags], BudJson.Wire.IReadOnlyListString));
        Set("@priority", header.Priority.Word());
        Set("@initiator", header.Trigger);
        Set("@parent_id", header.Parent?.ExecutionId);
        Set("@parent_ordinal", header.Parent?.Ordinal);
        Set("@on_complete", header.Callbacks?.OnComplete);
        Set("@on_failure", header.Callbacks?.OnFailure);
        Set("@retry_of", header.RetryOf);
        Set("@created_at", started.At.ToColumn());
        Set("@started_at", change.FirstStepAt?.ToColumn());
        Set("@completed_at", change.Finished?.At.ToColumn());
        Set("@deadline", started.Deadline.ToColumn());
        Set("@completed_steps", change.CompletedSteps);
        Set("@paused", change.Paused ?? false);
        Set("@error", ErrorColumn.Of(change.Finished));
        Execute();
    }
}

/// <summary>Brings the row of an execution up to date. Whatever happens to it, it is in memory: no longer parked.</summary>
internal sealed class ExecutionRowUpdate(DbConnection connection, DbTransaction transaction)
    : RowStatement(
        connection,
        transaction,
        """
        UPDATE executions SET
            status = coalesce(@status, status),
            started_at = coalesce(started_at, @started_at),
            completed_at = @completed_at,
            completed_steps = completed_steps + @completed_steps,
            paused = coalesce(@paused, paused),
            parked = 0,
            error = @error
        WHERE id = @id
        """
    )
{
    public void Execute(ExecutionRowChange change)
    {
        Set("@id", change.ExecutionId);
        Set("@status", change.Status?.Word());
        Set("@started_at", change.FirstStepAt?.ToColumn());
        Set("@completed_at", change.Finished?.At.ToColumn());
        Set("@completed_steps", change.CompletedSteps);
        Set("@paused", change.Paused);
        Set("@error", ErrorColumn.Of(change.Finished));
        Execute();
    }
}

/// <summary>Why an execution did not complete, as JSON.</summary>
file static class ErrorColumn
{
    public static string? Of(ExecutionFinished? finished) =>
        finished?.Error is { } error ? JsonSerializer.Serialize(error.ToWire(), BudJson.Wire.ErrorDocument) : null;
}
