using System.Collections.Immutable;
using BudPipeline.Actors.Executions;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Actors.Tests.House;

/// <summary>Small plans, made by hand: what compiles definitions is not under test here.</summary>
internal static class TestPlans
{
    private static readonly ActionDescriptor Work = new(
        "work",
        "Work",
        "test",
        "Does what the test says.",
        [],
        [],
        ExecutionMode.Sync,
        null,
        Idempotent: true,
        []
    );

    /// <summary>Steps s0, s1, … one after the other.</summary>
    public static ExecutionPlan Chain(int count, RetryPolicy? retry = null) =>
        Make($"chain-{count}", count, o => o == 0 ? [] : [o - 1], maxParallel: 10, retry);

    /// <summary>Steps s0, s1, … all at once.</summary>
    public static ExecutionPlan Parallel(int count) =>
        Make($"parallel-{count}", count, _ => [], maxParallel: count, null);

    /// <summary>What this text compiles to with the actions of the product.</summary>
    public static ExecutionPlan Compile(string yaml)
    {
        var compiled = DefinitionCompiler.Compile(yaml, BuiltInActions.Catalog, "yaml");
        return compiled.Plan ?? throw new InvalidOperationException(string.Join('\n', compiled.Diagnostics));
    }

    public static StartExecution StartOf(ExecutionPlan plan) =>
        new(
            new ExecutionHeader(
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
                RequestFingerprint: "fingerprint",
                Traceparent: null
            )
        );

    public static ExecutionProtocol.SubmitCommand Start(string executionId, ExecutionPlan plan) =>
        new(executionId, StartOf(plan));

    public static ExecutionProtocol.SubmitCommand Complete(string executionId, int ordinal, int attempt = 1) =>
        new(executionId, new CompleteAttempt(ordinal, attempt, ActionOutcome.Completed(MapValue.Empty)));

    private static ExecutionPlan Make(
        string name,
        int count,
        Func<int, ImmutableArray<int>> dependencies,
        int maxParallel,
        RetryPolicy? retry
    )
    {
        var template = ValueTemplate.Parse(MapValue.Empty, out _);
        ImmutableArray<PlanStep> steps =
        [
            .. Enumerable
                .Range(0, count)
                .Select(o => new PlanStep(
                    o,
                    new StepDefinition(
                        $"s{o}",
                        $"s{o}",
                        Work.Type,
                        MapValue.Empty,
                        [.. dependencies(o).Select(d => $"s{d}")],
                        [],
                        Condition: null,
                        OnFailure.Fail,
                        TimeoutSeconds: null,
                        retry,
                        Weight: 1,
                        RunWhen: null,
                        Idempotent: null
                    ),
                    Work,
                    dependencies(o),
                    [.. Enumerable.Range(0, count).Where(d => dependencies(d).Contains(o))],
                    RunWhen.OnSuccess,
                    IsFailureHandler: false,
                    Condition: null,
                    template,
                    TimeSpan.FromHours(3),
                    retry,
                    Weight: 1
                )),
        ];
        var settings = PipelineSettings.Default with { MaxParallelSteps = maxParallel, TimeoutSeconds = 86_400 };
        return new ExecutionPlan(
            $"hash-of-{name}",
            ExecutionPlan.CurrentVersion,
            new PipelineDefinition(
                name,
                "1.0",
                null,
                [],
                settings,
                [.. steps.Select(s => s.Definition)],
                Outputs: null
            ),
            steps,
            steps.ToDictionary(s => s.Id, s => s.Ordinal),
            Outputs: null,
            TotalWeight: count
        );
    }
}
