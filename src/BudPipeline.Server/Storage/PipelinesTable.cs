using System.Data.Common;
using BudPipeline.Journal;
using Dapper;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Server.Storage;

/// <summary>How a write of a pipeline ended.</summary>
internal enum PipelineWrite
{
    Written,

    /// <summary>The owner has another pipeline of this name.</summary>
    NameTaken,

    /// <summary>Somebody else changed or deleted it since it was read.</summary>
    Stale,
}

/// <summary>Saved pipelines. Deleted ones stay in the table and are found by nobody.</summary>
internal sealed class PipelinesTable(JournalDatabase database)
{
    private const string UniqueViolation = "23505";
    private const int SqliteUniqueViolation = 2067;

    private const string Summary = """
        p.id AS Id, p.owner AS Owner, p.name AS Name, p.description AS Description, p.icon AS Icon, p.tags AS Tags,
        p.status AS Status, p.system_owned AS SystemOwned, p.revision AS Revision, p.format AS Format,
        p.definition_hash AS DefinitionHash, p.plan_version AS PlanVersion, p.version AS Version,
        p.step_count AS StepCount, p.created_at AS CreatedAt, p.updated_at AS UpdatedAt, p.created_by AS CreatedBy,
        (SELECT count(*) FROM executions e WHERE e.pipeline_id = p.id AND e.completed_at IS NULL)
            + (SELECT CAST(coalesce(sum(c.ended), 0) AS BIGINT)
                FROM execution_counts c WHERE c.pipeline_id = p.id AND c.tag = '') AS ExecutionCount,
        (SELECT max(e.created_at) FROM executions e WHERE e.pipeline_id = p.id) AS LastExecutionAt
        """;

    public Task<PipelineRow?> FindAsync(string id) =>
        database.ReadAsync(connection =>
            connection.QuerySingleOrDefaultAsync<PipelineRow>(
                $"SELECT {Summary}, p.source AS Source FROM pipelines p WHERE p.id = @id AND p.deleted_at IS NULL",
                new { id }
            )
        );

    /// <summary>The newest that match, without their sources.</summary>
    public async Task<List<PipelineRow>> ListAsync(PipelineFilter filter)
    {
        var sql = $"""
            SELECT {Summary}, '' AS Source FROM pipelines p WHERE {filter.Where(database.Dialect, withCursor: true)}
            ORDER BY p.created_at DESC, p.id DESC LIMIT @Limit OFFSET @Offset
            """;
        return (
            await database.ReadAsync(connection => connection.QueryAsync<PipelineRow>(sql, filter.Values))
        ).AsList();
    }

    /// <summary>How many match, whatever the cursor.</summary>
    public Task<long> CountAsync(PipelineFilter filter)
    {
        var sql = $"SELECT count(*) FROM pipelines p WHERE {filter.Where(database.Dialect, withCursor: false)}";
        return database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql, filter.Values));
    }

    public Task<PipelineWrite> AddAsync(PipelineRow row)
    {
        const string sql = """
            INSERT INTO pipelines (
                id, owner, name, description, icon, tags, status, system_owned, revision, source, format,
                definition_hash, plan_version, version, step_count, created_at, updated_at, created_by
            ) VALUES (
                @Id, @Owner, @Name, @Description, @Icon, @Tags, @Status, @SystemOwned, @Revision, @Source, @Format,
                @DefinitionHash, @PlanVersion, @Version, @StepCount, @CreatedAt, @UpdatedAt, @CreatedBy
            )
            ON CONFLICT DO NOTHING
            """;
        return WriteAsync(sql, row, row, PipelineWrite.NameTaken);
    }

    /// <summary>Writes the row where the table still holds the revision before it.</summary>
    public Task<PipelineWrite> UpdateAsync(PipelineRow row)
    {
        const string sql = """
            UPDATE pipelines SET
                name = @Name, description = @Description, icon = @Icon, tags = @Tags, status = @Status,
                revision = @Revision, source = @Source, format = @Format, definition_hash = @DefinitionHash,
                plan_version = @PlanVersion, version = @Version, step_count = @StepCount, updated_at = @UpdatedAt
            WHERE id = @Id AND revision = @Revision - 1 AND deleted_at IS NULL
            """;
        return WriteAsync(sql, row, row, PipelineWrite.Stale);
    }

    /// <summary>Hides a pipeline where the table still holds this revision.</summary>
    public Task<PipelineWrite> DeleteAsync(string id, long revision, DateTimeOffset now)
    {
        const string sql = """
            UPDATE pipelines SET status = 'archived', deleted_at = @at
            WHERE id = @id AND revision = @revision AND deleted_at IS NULL
            """;
        var values = new
        {
            id,
            revision,
            at = now.ToColumn(),
        };
        return WriteAsync(sql, values, null, PipelineWrite.Stale);
    }

    /// <param name="sql">Writes one row or none.</param>
    /// <param name="values">The values that it names.</param>
    /// <param name="defined">The pipeline whose definition may be a new version; null where it cannot be.</param>
    /// <param name="otherwise">What it means that no row was written.</param>
    private async Task<PipelineWrite> WriteAsync(
        string sql,
        object values,
        PipelineRow? defined,
        PipelineWrite otherwise
    )
    {
        try
        {
            var written = await database.WriteAsync(
                async (connection, transaction) =>
                {
                    var rows = await connection.ExecuteAsync(sql, values, transaction);
                    if (rows == 1 && defined is not null)
                    {
                        await PipelineVersionsTable.AddAsync(defined, connection, transaction);
                    }

                    return rows;
                }
            );
            return written == 1 ? PipelineWrite.Written : otherwise;
        }
        catch (Exception fault) when (IsNameTaken(fault) || IsNameTaken(fault.InnerException))
        {
            return PipelineWrite.NameTaken;
        }
    }

    private static bool IsNameTaken(Exception? fault) =>
        fault
            is DbException { SqlState: UniqueViolation }
                or SqliteException { SqliteExtendedErrorCode: SqliteUniqueViolation };
}
