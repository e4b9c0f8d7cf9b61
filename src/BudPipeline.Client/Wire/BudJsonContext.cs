using System.Text.Json;
using System.Text.Json.Serialization;
using BudPipeline.Client.Definitions;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
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
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(ApprovalDecision))]
[JsonSerializable(typeof(JsonDocument))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ValidateRequest))]
[JsonSerializable(typeof(ValidationReport))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ApiKeyDocument))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(ApiKeyList))]
[JsonSerializable(typeof(CreatedApiKey))]
[JsonSerializable(typeof(CreateKeyRequest))]
public sealed partial class BudJsonContext : JsonSerializerContext;
