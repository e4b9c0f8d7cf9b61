using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Actors.Wire;

/// <summary>
/// The JSON of events: names in snake case, enums as lower-case words, nulls left out. Zeros and first words of an enum
/// are written: what a default is may change, what was written may not.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ExecutionStarted))]
[JsonSerializable(typeof(StepsStarted))]
[JsonSerializable(typeof(StepsWaiting))]
[JsonSerializable(typeof(LoopsOpened))]
[JsonSerializable(typeof(CompensationsOpened))]
[JsonSerializable(typeof(StepsAwaiting))]
[JsonSerializable(typeof(SignalsReceived))]
[JsonSerializable(typeof(StepsFinished))]
[JsonSerializable(typeof(StepsSkipped))]
[JsonSerializable(typeof(StepsRetrying))]
[JsonSerializable(typeof(StepsStopping))]
[JsonSerializable(typeof(AttemptsLost))]
[JsonSerializable(typeof(StepsProgressed))]
[JsonSerializable(typeof(ExecutionPaused))]
[JsonSerializable(typeof(ExecutionResumed))]
[JsonSerializable(typeof(ExecutionStopping))]
[JsonSerializable(typeof(ExecutionFinished))]
internal sealed partial class EventJson : JsonSerializerContext
{
    public static EventJson Wire { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                Converters =
                {
                    new ValueJsonConverter(),
                    new MapValueJsonConverter(),
                    new Word<ExecutionPriority>(),
                    new Word<ExecutionStatus>(),
                    new Word<SkipReason>(),
                    new Word<StepStatus>(),
                    new Word<StopReason>(),
                },
            }
        );

    private sealed class Word<T>()
        : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
        where T : struct, Enum;
}
