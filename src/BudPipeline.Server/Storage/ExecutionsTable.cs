using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>Reads the summary rows of executions; the journal's projection writes them.</summary>
internal sealed class ExecutionsTable(JournalDatabase database)
{
    private const string Columns = """
        x.id AS Id, x.status AS Status, x.pipeline_id AS PipelineId, x.pipeline_name AS PipelineName,
        x.pipeline_version AS PipelineVersion, x.definition_hash AS DefinitionHash, x.plan_version AS PlanVersion,
        x.owner AS Owner, x.tags AS Tags, x.priority AS Priority, x.initiator AS Initiator, x.retry_of AS RetryOf,
        x.created_at AS CreatedAt, x.started_at AS StartedAt, x.completed_at AS CompletedAt, x.deadline AS Deadline,
        x.completed_steps AS CompletedSteps, x.paused AS Paused, x.quarantined AS Quarantined, x.error AS Error
        """;

    public Task<ExecutionRow?> FindAsync(string id) =>
        database.ReadAsync(connection =>
            connection.QuerySingleOrDefaultAsync<ExecutionRow>(
                $"SELECT {Columns} FROM executions x WHERE x.id = @id",
                new { id }
            )
        );

    /// <summary>
    /// The newest that match, from the filter's cursor or offset on. Rows are read for the page alone: what is skipped is
    /// skipped in an index.
    /// </summary>
    public async Task<List<ExecutionRow>> ListAsync(ExecutionFilter filter)
    {
        var sql = $"""
            SELECT {Columns} FROM ({filter.Page(database.Dialect)}) page JOIN executions x ON x.id = page.id
            ORDER BY x.created_at DESC, x.id DESC
            """;
        return (
            await database.ReadAsync(connection => connection.QueryAsync<ExecutionRow>(sql, filter.Values))
        ).AsList();
    }

    /// <summary>How many have not ended.</summary>
    public Task<long> UnfinishedAsync() =>
        database.ReadAsync(connection =>
            connection.ExecuteScalarAsync<long>("SELECT count(*) FROM executions WHERE completed_at IS NULL")
        );

    /// <summary>How many match, whatever the cursor.</summary>
    public Task<long> CountAsync(ExecutionFilter filter) =>
        database.ReadAsync(connection =>
            connection.ExecuteScalarAsync<long>(filter.Count(database.Dialect), filter.Values)
        );
}
