using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>Reads the summary rows of executions; the journal's projection writes them.</summary>
internal sealed class ExecutionsTable(JournalDatabase database)
{
    private const string Columns = """
        id AS Id, status AS Status, pipeline_id AS PipelineId, pipeline_name AS PipelineName,
        pipeline_version AS PipelineVersion, definition_hash AS DefinitionHash, plan_version AS PlanVersion,
        owner AS Owner, tags AS Tags, priority AS Priority, initiator AS Initiator, retry_of AS RetryOf,
        created_at AS CreatedAt, started_at AS StartedAt, completed_at AS CompletedAt, deadline AS Deadline,
        completed_steps AS CompletedSteps, paused AS Paused, quarantined AS Quarantined, error AS Error
        """;

    public Task<ExecutionRow?> FindAsync(string id) =>
        database.ReadAsync(connection =>
            connection.QuerySingleOrDefaultAsync<ExecutionRow>(
                $"SELECT {Columns} FROM executions WHERE id = @id",
                new { id }
            )
        );

    /// <summary>The newest that match, from the filter's cursor or offset on.</summary>
    public async Task<List<ExecutionRow>> ListAsync(ExecutionFilter filter)
    {
        var sql = $"""
            SELECT {Columns} FROM executions {filter.Where(database.Dialect, withCursor: true)}
            ORDER BY created_at DESC, id DESC LIMIT @Limit OFFSET @Offset
            """;
        return (
            await database.ReadAsync(connection => connection.QueryAsync<ExecutionRow>(sql, filter.Values))
        ).AsList();
    }

    /// <summary>How many match, whatever the cursor.</summary>
    public Task<long> CountAsync(ExecutionFilter filter)
    {
        var sql = $"SELECT count(*) FROM executions {filter.Where(database.Dialect, withCursor: false)}";
        return database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql, filter.Values));
    }
}
