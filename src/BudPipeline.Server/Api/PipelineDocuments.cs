using System.Text.Json;
using BudPipeline.Actors.Executions;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Definitions;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Api;

/// <summary>Saved pipelines as documents.</summary>
internal sealed class PipelineDocuments(IPlanSource plans)
{
    private static readonly JsonElement NoSteps = JsonElement.Parse("""{"steps":[]}""");

    /// <summary>The document of a pipeline with its definition.</summary>
    public async Task<PipelineDocument> WithDefinitionAsync(PipelineRow row, CancellationToken cancellation) =>
        Summary(row) with
        {
            Definition = await DefinitionAsync(
                row.Source,
                row.Format,
                row.DefinitionHash,
                row.PlanVersion,
                cancellation
            ),
            DefinitionText = row.Format == PipelineSource.Yaml ? row.Source : null,
        };

    public static PipelineDocument Summary(PipelineRow row) =>
        new()
        {
            Id = row.Id,
            Name = row.Name,
            Description = row.Description,
            Icon = row.Icon,
            Tags = JsonSerializer.Deserialize(row.Tags, BudJson.Wire.IReadOnlyListString) ?? [],
            Status = row.Status,
            Version = row.Version,
            Revision = row.Revision,
            Hash = row.DefinitionHash,
            StepCount = row.StepCount,
            UserId = row.Owner.Length == 0 ? null : row.Owner,
            SystemOwned = row.SystemOwned,
            CreatedAt = Moments.FromColumn(row.CreatedAt),
            UpdatedAt = Moments.FromColumn(row.UpdatedAt),
            CreatedBy = row.CreatedBy,
            ExecutionCount = row.ExecutionCount,
            LastExecutionAt = Moments.FromColumn(row.LastExecutionAt),
        };

    /// <summary>The document of a version with its definition.</summary>
    public async Task<PipelineVersion> WithDefinitionAsync(PipelineVersionRow row, CancellationToken cancellation) =>
        Summary(row) with
        {
            Definition = await DefinitionAsync(row.Source, row.Format, row.Hash, row.PlanVersion, cancellation),
            DefinitionText = row.Format == PipelineSource.Yaml ? row.Source : null,
        };

    public static PipelineVersion Summary(PipelineVersionRow row) =>
        new()
        {
            Number = row.Number,
            Hash = row.Hash,
            Version = row.Version,
            Revision = row.Revision,
            StepCount = row.StepCount,
            CreatedAt = Moments.FromColumn(row.CreatedAt),
        };

    /// <summary>An object as it was given; of YAML the canonical form.</summary>
    private async Task<JsonElement> DefinitionAsync(
        string source,
        string format,
        string? hash,
        int planVersion,
        CancellationToken cancellation
    )
    {
        if (format == PipelineSource.Json)
        {
            return JsonElement.Parse(source);
        }

        return hash is null
            ? NoSteps
            : JsonElement.Parse(
                CanonicalJson.Write((await plans.LoadAsync(hash, planVersion, cancellation)).Definition)
            );
    }
}
