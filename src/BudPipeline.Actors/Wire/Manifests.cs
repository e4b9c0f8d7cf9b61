using System.Collections.Frozen;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Wire;

/// <summary>
/// How events are named in the journal. A name is for ever: another shape gets another version beside the old one, and
/// both are read from then on.
/// </summary>
public static class Manifests
{
    private static readonly FrozenDictionary<Type, string> ByType = new Dictionary<Type, string>
    {
        [typeof(ExecutionStarted)] = "execution-started/v1",
        [typeof(StepsStarted)] = "steps-started/v1",
        [typeof(StepsWaiting)] = "steps-waiting/v1",
        [typeof(LoopsOpened)] = "loops-opened/v1",
        [typeof(CompensationsOpened)] = "compensations-opened/v1",
        [typeof(StepsAwaiting)] = "steps-awaiting/v1",
        [typeof(SignalsReceived)] = "signals-received/v1",
        [typeof(StepsFinished)] = "steps-finished/v1",
        [typeof(StepsSkipped)] = "steps-skipped/v1",
        [typeof(StepsRetrying)] = "steps-retrying/v1",
        [typeof(StepsStopping)] = "steps-stopping/v1",
        [typeof(AttemptsLost)] = "attempts-lost/v1",
        [typeof(StepsProgressed)] = "steps-progressed/v1",
        [typeof(ExecutionPaused)] = "execution-paused/v1",
        [typeof(ExecutionResumed)] = "execution-resumed/v1",
        [typeof(ExecutionStopping)] = "execution-stopping/v1",
        [typeof(ExecutionFinished)] = "execution-finished/v1",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Type> ByName = ByType.ToFrozenDictionary(
        entry => entry.Value,
        entry => entry.Key
    );

    /// <summary>Every name.</summary>
    public static IReadOnlyCollection<string> All => ByName.Keys;

    /// <summary>The name of an event type; null when it has none.</summary>
    public static string? Of(Type type) => ByType.GetValueOrDefault(type);

    /// <summary>The event type of a name; null when there is none.</summary>
    public static Type? TypeOf(string manifest) => ByName.GetValueOrDefault(manifest);
}
