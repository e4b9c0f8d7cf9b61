using System.Collections.Immutable;
using System.Globalization;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Bench.Finished;

/// <summary>
/// An execution that ended long ago, with the events that the engine would have written: the core decides them, only
/// nothing runs. Which pipeline, how it ended, its tags and owner follow from its number alone.
/// </summary>
internal sealed record FinishedExecution(int Number, DateTimeOffset At)
{
    public const int Pipelines = 20;
    private const int TagsInAll = 50;
    private const int Owners = 12;
    private const string Runner = "node-before";
    private static readonly TimeSpan StepTakes = TimeSpan.FromMilliseconds(730);
    private static readonly TimeSpan PastDeadline = TimeSpan.FromDays(7);
    private static readonly ActionOutcome Done = ActionOutcome.Completed(
        MapValue.Of(("result", MapValue.Of(("model_id", Value.Of("abc123")), ("ok", Value.True))))
    );
    private static readonly ActionOutcome Broken = ActionOutcome.Failed(
        new StepError("COMMAND_FAILED", StepError.Business, "the command ended with 3")
    );
    private static readonly ActionOutcome Stopped = new(OutcomeStatus.Stopped, MapValue.Empty, null, null);

    private readonly uint dice = Mix((uint)Number);

    /// <summary>As every id: a UUID of version 7, whose first half is the moment.</summary>
    public string Id { get; } =
        string.Create(
            CultureInfo.InvariantCulture,
            $"exec_{At.ToUnixTimeMilliseconds():x12}7{Number & 0xfff:x3}8{Mix((uint)Number) & 0xfff:x3}{Number:x12}"
        );

    public int Pipeline => (int)(dice % Pipelines);

    public string PipelineName => NameOf(Pipeline);

    /// <summary>Of a hundred 85 completed, 10 failed, 3 were cancelled, 2 took too long.</summary>
    public ExecutionStatus Status =>
        (dice / Pipelines % 100) switch
        {
            < 85 => ExecutionStatus.Completed,
            < 95 => ExecutionStatus.Failed,
            < 98 => ExecutionStatus.Cancelled,
            _ => ExecutionStatus.Timeout,
        };

    /// <summary>None to three.</summary>
    public ImmutableArray<string> Tags =>
        [
            .. Enumerable
                .Range(0, (int)(dice >> 28) & 3)
                .Select(place => TagOf((int)((dice >> 12) + (uint)(place * 17)) % TagsInAll)),
        ];

    public static string NameOf(int pipeline) =>
        string.Create(CultureInfo.InvariantCulture, $"bench-finished-{pipeline:00}");

    public static string TagOf(int tag) => string.Create(CultureInfo.InvariantCulture, $"team-{tag:00}");

    /// <summary>One to three steps in a row.</summary>
    public static string DefinitionOf(int pipeline)
    {
        var steps = Enumerable
            .Range(1, (pipeline % 3) + 1)
            .Select(step =>
                $"  - {{id: step{step}, action: transform, params: {{input: {{ok: true}}}}, "
                + $"depends_on: [{(step == 1 ? "" : $"step{step - 1}")}]}}\n"
            );
        return $"name: {NameOf(pipeline)}\nsteps:\n{string.Concat(steps)}";
    }

    public ImmutableArray<ExecutionEvent> Events(ExecutionPlan plan)
    {
        var events = ImmutableArray.CreateBuilder<ExecutionEvent>();
        var (state, now) = (ExecutionState.Initial(Id, plan, Runner), At);
        Decide(new StartExecution(Header(plan)));
        while (!state.Status.IsTerminal())
        {
            var begun = events.OfType<StepsStarted>().Last().Steps[0];
            var isLast = begun.Ordinal == plan.Steps.Length - 1;
            if (isLast && Status is ExecutionStatus.Cancelled)
            {
                Decide(new CancelExecution("an operator", "no longer needed"));
            }
            else if (isLast && Status is ExecutionStatus.Timeout)
            {
                now += PastDeadline;
                Decide(new TimerFired());
            }

            now += StepTakes;
            Decide(new CompleteAttempt(begun.Ordinal, begun.Attempt, isLast ? OutcomeOfLast() : Done));
        }

        return events.DrainToImmutable();

        void Decide(ExecutionCommand command)
        {
            var decided = ExecutionDecider.DecideTogether(state, [command], now);
            events.AddRange(decided.Events);
            state = decided.After;
        }
    }

    private ActionOutcome OutcomeOfLast() =>
        Status switch
        {
            ExecutionStatus.Completed => Done,
            ExecutionStatus.Failed => Broken,
            _ => Stopped,
        };

    private ExecutionHeader Header(ExecutionPlan plan) =>
        new(
            plan.Hash,
            plan.PlanVersion,
            PipelineId: null,
            plan.Definition.Name,
            plan.Definition.Version,
            Owner: (dice >> 8) % Owners is > 0 and var owner
                ? string.Create(CultureInfo.InvariantCulture, $"user-{owner}")
                : null,
            MapValue.Empty,
            Tags,
            ExecutionPriority.Normal,
            Trigger: "api",
            Parent: null,
            RetryOf: null,
            Callbacks: null,
            RequestFingerprint: null,
            Traceparent: null
        );

    /// <summary>Scatters numbers in a row (the finalizer of MurmurHash3).</summary>
    private static uint Mix(uint number)
    {
        number = (number ^ (number >> 16)) * 0x85ebca6b;
        number = (number ^ (number >> 13)) * 0xc2b2ae35;
        return number ^ (number >> 16);
    }
}
