using System.Text.Json.Serialization;
using BudPipeline.Cli.Bench.Finished;
using BudPipeline.Cli.Bench.Processes;

namespace BudPipeline.Cli.Bench;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ClosedLoopReport))]
[JsonSerializable(typeof(FinishedReport))]
[JsonSerializable(typeof(IdleReport))]
[JsonSerializable(typeof(RecoverReport))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class BenchJson : JsonSerializerContext;
