using System.Text.Json;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Api;

namespace BudPipeline.Server.Engine;

/// <summary>What a retry takes over from the execution that it repeats.</summary>
internal static class Retries
{
    /// <summary>Null where all steps run again.</summary>
    public static ReusedSteps? Reused(ExecutionState ended, RetryRequest request)
    {
        var fromFailure = request.Mode?.ToLowerInvariant() switch
        {
            null => request.FromStep is not null
                || (!IsGiven(request.Params) && ended.Status != ExecutionStatus.Completed),
            "from_failure" => true,
            "restart" when request.FromStep is null => false,
            "restart" => throw new ProblemException(
                Problems.Validation(
                    "from_step and mode restart exclude each other",
                    "from_step",
                    "leave one of them out"
                )
            ),
            var other => throw new ProblemException(
                Problems.Validation($"'{other}' is no way to retry", "mode", "give restart or from_failure")
            ),
        };
        return fromFailure ? StepReuse.Of(ended, From(ended, request.FromStep)) : null;
    }

    private static bool IsGiven(JsonElement? parameters) => parameters is { ValueKind: not JsonValueKind.Null };

    private static int? From(ExecutionState ended, string? step) =>
        step is null ? null
        : ended.Plan.Ordinals.TryGetValue(step, out var ordinal) ? ordinal
        : throw new ProblemException(
            Problems.Validation(
                $"the pipeline has no step '{step}'",
                "from_step",
                $"it has {string.Join(", ", ended.Plan.Steps.Take(20).Select(s => s.Id))}"
            )
        );
}
