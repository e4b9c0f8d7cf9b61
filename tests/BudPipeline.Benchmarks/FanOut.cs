using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Benchmarks;

/// <summary>An execution with many steps beside each other, brought to where one decision matters most.</summary>
internal sealed class FanOut
{
    private const string Runner = "node-1";
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ActionOutcome Done = ActionOutcome.Completed(
        MapValue.Of(("result", MapValue.Of(("model_id", Value.Of("abc123")), ("ok", Value.True))))
    );

    private readonly List<ExecutionEvent> history = [];

    public FanOut(int branches)
    {
        var plan =
            DefinitionCompiler.Compile(Definition(branches), BuiltInActions.Catalog).Plan
            ?? throw new InvalidOperationException("the definition is wrong");
        Initial = ExecutionState.Initial("exec_1", plan, Runner);
        var started = Take(Initial, new StartExecution(Header(plan)));
        Running = Take(started, new CompleteAttempt(0, 1, Done));
        AllDone = [.. Enumerable.Range(1, branches).Select(ordinal => new CompleteAttempt(ordinal, 1, Done))];
        var ended = ExecutionDecider.DecideTogether(Running, AllDone, Noon);
        history.AddRange(ended.Events);
        LastEvents = ended.Events;
    }

    /// <summary>Before the start.</summary>
    public ExecutionState Initial { get; }

    /// <summary>All branches run.</summary>
    public ExecutionState Running { get; }

    /// <summary>What the branches say when all have ended.</summary>
    public ImmutableArray<ExecutionCommand> AllDone { get; }

    /// <summary>What that is in the journal.</summary>
    public ImmutableArray<ExecutionEvent> LastEvents { get; }

    /// <summary>Everything that the journal holds by then.</summary>
    public IReadOnlyList<ExecutionEvent> History => history;

    public static DateTimeOffset Now => Noon;

    private ExecutionState Take(ExecutionState state, ExecutionCommand command)
    {
        var decided = ExecutionDecider.DecideTogether(state, [command], Noon);
        history.AddRange(decided.Events);
        return decided.After;
    }

    private static string Definition(int branches)
    {
        var steps = Enumerable
            .Range(1, branches)
            .Select(branch => $"  - {{id: b{branch}, action: transform, params: {{input: 1}}, depends_on: [first]}}\n");
        return "name: fan-out\nsettings: {max_parallel_steps: 100}\nsteps:\n"
            + "  - {id: first, action: transform, params: {input: 1}}\n"
            + string.Concat(steps);
    }

    private static ExecutionHeader Header(ExecutionPlan plan) =>
        new(
            plan.Hash,
            plan.PlanVersion,
            PipelineId: null,
            plan.Definition.Name,
            plan.Definition.Version,
            Owner: null,
            MapValue.Empty,
            Tags: [],
            ExecutionPriority.Normal,
            Trigger: "api",
            Parent: null,
            RetryOf: null,
            Callbacks: null,
            RequestFingerprint: null,
            Traceparent: null
        );
}
