using System.Security.Cryptography;
using System.Text.Json;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;
using BudPipeline.Server.Api;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Engine;

/// <summary>
/// Creates, changes and deletes saved pipelines. Each is one owner's, or the system's, which everybody sees; a caller whom
/// nobody knows by name sees all. What is wrong is thrown as a problem.
/// </summary>
internal sealed class SavedPipelines(
    PipelinesTable table,
    DefinitionIntake definitions,
    PlanSource plans,
    IdempotencyKeysTable keys,
    PipelineIds ids,
    TimeProvider time
)
{
    /// <summary>Creates a pipeline, or finds the one that the key created.</summary>
    public async Task<PipelineRow> CreateAsync(PipelineRequest request, string? idempotencyKey, string? owner)
    {
        var source = PipelineSource.Of(DefinitionIntake.Demand(DefinitionIntake.Find(request)), definitions);
        var row = New(request, source, owner);
        if ((idempotencyKey ?? request.IdempotencyKey) is { } key)
        {
            row = row with { Id = await keys.IdOfAsync(key, owner, Fingerprint(request), row.Id) };
            if (await table.FindAsync(row.Id) is { } repeated)
            {
                return repeated;
            }
        }

        await StoreAsync(source);
        return await table.AddAsync(row) == PipelineWrite.Written
            ? row
            : throw new ProblemException(Problems.NameTaken(row.Name));
    }

    /// <summary>The name in the definition of a request; null when it has none.</summary>
    public string? NameIn(PipelineRequest request) =>
        DefinitionIntake.Find(request) is { } given ? PipelineSource.Of(given, definitions).OwnName : null;

    /// <summary>A pipeline that the caller may see; what is not visible is not there.</summary>
    public async Task<PipelineRow> FindAsync(string id, string? owner) =>
        await table.FindAsync(id) is { } row && (owner is null || row.Owner == owner || row.SystemOwned)
            ? row
            : throw new ProblemException(Problems.PipelineNotFound(id));

    /// <summary>Changes a pipeline. A request that changes nothing leaves its revision as it is.</summary>
    public async Task<PipelineRow> UpdateAsync(
        string id,
        PipelineRequest request,
        RevisionCondition condition,
        string? owner
    )
    {
        var source = DefinitionIntake.Find(request) is { } given ? PipelineSource.Of(given, definitions) : null;
        if (source is not null)
        {
            await StoreAsync(source);
        }

        while (true)
        {
            var row = await ChangeableAsync(id, condition, owner);
            var changed = (source is null ? row : row.With(source)).With(request);
            changed = changed.WithStatus(request.Status, source is not null);
            if (changed == row)
            {
                return row;
            }

            changed = changed with { Revision = row.Revision + 1, UpdatedAt = time.GetUtcNow().ToColumn() };
            switch (await table.UpdateAsync(changed))
            {
                case PipelineWrite.Written:
                    return changed;
                case PipelineWrite.NameTaken:
                    throw new ProblemException(Problems.NameTaken(changed.Name));
                default:
                    // Somebody was faster: made again on what it is now, if the condition still allows that.
                    break;
            }
        }
    }

    /// <summary>Deletes a pipeline; its executions stay.</summary>
    public async Task DeleteAsync(string id, RevisionCondition condition, string? owner)
    {
        PipelineRow row;
        do
        {
            row = await ChangeableAsync(id, condition, owner);
        } while (await table.DeleteAsync(id, row.Revision, time.GetUtcNow()) != PipelineWrite.Written);
    }

    private async Task<PipelineRow> ChangeableAsync(string id, RevisionCondition condition, string? owner)
    {
        var row = await FindAsync(id, owner);
        if (row.SystemOwned && owner is not null)
        {
            throw new ProblemException(
                Problems.Of(403, "FORBIDDEN", $"pipeline '{id}' is the system's: it can be read and executed") with
                {
                    Hint = "create a pipeline of your own from its definition",
                }
            );
        }

        condition.Demand(row);
        return row;
    }

    private PipelineRow New(PipelineRequest request, PipelineSource source, string? owner)
    {
        var name =
            request.Name
            ?? source.OwnName
            ?? throw new ProblemException(
                Problems.Validation(
                    "the pipeline has no name",
                    "name",
                    "give name beside the definition, or name: in it"
                )
            );
        var now = time.GetUtcNow().ToColumn();
        return new PipelineRow
        {
            Id = ids.Next(),
            Owner = owner ?? request.UserId ?? "",
            Name = name,
            Tags = "[]",
            Status = PipelineStatusWords.Draft,
            SystemOwned = IsForSystem(request, owner),
            Revision = 1,
            Source = "",
            Format = PipelineSource.Json,
            Version = PipelineSource.DefaultVersion,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedBy = owner ?? request.UserId,
        }
            .With(source)
            .With(
                request with
                {
                    Name = name,
                    Description = request.Description ?? source.Plan?.Definition.Description,
                }
            )
            .WithStatus(request.Status, isRedefined: true);
    }

    private static bool IsForSystem(PipelineRequest request, string? owner) =>
        request.SystemOwned == true
        && (
            owner is null
                ? true
                : throw new ProblemException(
                    Problems.Of(403, "FORBIDDEN", "only the system creates pipelines of its own") with
                    {
                        Param = "system_owned",
                        Hint = "leave system_owned out",
                    }
                )
        );

    private async Task StoreAsync(PipelineSource source)
    {
        if (source.Plan is { } plan)
        {
            await plans.StoreAsync(plan);
        }
    }

    private static string Fingerprint(PipelineRequest request) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    request with
                    {
                        IdempotencyKey = null,
                    },
                    BudJson.Wire.PipelineRequest
                )
            )
        );
}
