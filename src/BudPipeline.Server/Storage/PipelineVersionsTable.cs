using System.Data.Common;
using System.Globalization;
using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Storage;

/// <summary>The definitions that saved pipelines have had. Rows are added, never changed.</summary>
internal sealed class PipelineVersionsTable(JournalDatabase database)
{
    private const string Summary = """
        v.number AS Number, v.hash AS Hash, v.plan_version AS PlanVersion, v.format AS Format, v.version AS Version,
        v.step_count AS StepCount, v.revision AS Revision, v.created_at AS CreatedAt
        """;

    /// <summary>Adds the pipeline's definition where its latest version is another one, beside the write of its row.</summary>
    public static Task AddAsync(PipelineRow row, DbConnection connection, DbTransaction transaction)
    {
        const string sql = """
            INSERT INTO pipeline_versions
                (pipeline_id, number, hash, plan_version, source, format, version, step_count, revision, created_at)
            SELECT
                @Id, coalesce((SELECT max(number) FROM pipeline_versions WHERE pipeline_id = @Id), 0) + 1,
                @DefinitionHash, @PlanVersion, @Source, @Format, @Version, @StepCount, @Revision, @UpdatedAt
            WHERE NOT EXISTS (
                SELECT 1 FROM pipeline_versions v
                WHERE v.pipeline_id = @Id AND v.hash = @DefinitionHash
                    AND v.number = (SELECT max(number) FROM pipeline_versions WHERE pipeline_id = @Id)
            )
            """;
        return row.DefinitionHash is null ? Task.CompletedTask : connection.ExecuteAsync(sql, row, transaction);
    }

    /// <summary>The latest before this number, without their sources.</summary>
    public async Task<List<PipelineVersionRow>> ListAsync(string pipelineId, long before, int limit)
    {
        const string sql = $"""
            SELECT {Summary}, '' AS Source FROM pipeline_versions v
            WHERE v.pipeline_id = @pipelineId AND v.number < @before ORDER BY v.number DESC LIMIT @limit
            """;
        var values = new
        {
            pipelineId,
            before,
            limit,
        };
        return (
            await database.ReadAsync(connection => connection.QueryAsync<PipelineVersionRow>(sql, values))
        ).AsList();
    }

    /// <summary>A version by its number or its hash; of a hash that came back, the latest.</summary>
    public Task<PipelineVersionRow?> FindAsync(string pipelineId, string named)
    {
        var isNumber = long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var sql = $"""
            SELECT {Summary}, v.source AS Source FROM pipeline_versions v
            WHERE v.pipeline_id = @pipelineId AND {(isNumber ? "v.number = @number" : "v.hash = @named")}
            ORDER BY v.number DESC LIMIT 1
            """;
        var values = new
        {
            pipelineId,
            number,
            named,
        };
        return database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<PipelineVersionRow>(sql, values));
    }
}
