using System.Text.Json;
using System.Text.Json.Serialization;
using BudPipeline.Client.Definitions;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Security;

namespace BudPipeline.Client.Wire;

/// <summary>The JSON of the API: snake_case, moments in UTC, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(UtcTimestampConverter)],
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(ExecutionDocument))]
[JsonSerializable(typeof(ExecutionPage))]
[JsonSerializable(typeof(ExecutionNotice))]
[JsonSerializable(typeof(NoticePage))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(StartEphemeralRequest))]
[JsonSerializable(typeof(StartPipelineRequest))]
[JsonSerializable(typeof(RetryRequest))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(ApprovalDecision))]
[JsonSerializable(typeof(JsonDocument))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BulkRequest))]
[JsonSerializable(typeof(BulkReport))]
[JsonSerializable(typeof(CallbackDocument))]
[JsonSerializable(typeof(ValidateRequest))]
[JsonSerializable(typeof(ValidationReport))]
[JsonSerializable(typeof(PipelineDocument))]
[JsonSerializable(typeof(PipelineRequest))]
[JsonSerializable(typeof(IReadOnlyList<PipelineVersion>))]
[JsonSerializable(typeof(PipelinePage))]
[JsonSerializable(typeof(PipelineDiff))]
[JsonSerializable(typeof(PipelineBundle))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(IReadOnlyList<PipelineDocument>))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ApiKeyDocument))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(ApiKeyList))]
[JsonSerializable(typeof(CreatedApiKey))]
[JsonSerializable(typeof(CreateKeyRequest))]
public sealed partial class BudJsonContext : JsonSerializerContext;
