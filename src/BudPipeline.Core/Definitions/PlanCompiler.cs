using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions.Graph;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>Compiles a definition into the plan that executions follow.</summary>
public static class PlanCompiler
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(300);

    /// <summary>
    /// The plan of a definition that was checked: the same definition and catalog always give the same plan. Throws
    /// <see cref="ArgumentException"/> for one with errors.
    /// </summary>
    public static ExecutionPlan Compile(PipelineDefinition definition, ActionCatalog catalog) =>
        Compile(definition, catalog, ContentHash.Of(definition));

    /// <summary>The same under a hash that is already known.</summary>
    internal static ExecutionPlan Compile(PipelineDefinition definition, ActionCatalog catalog, string hash)
    {
        var pipeline = ParsedPipeline.Parse(definition, catalog);
        return Compile(pipeline, StepGraph.Of(pipeline), hash);
    }

    /// <summary>The same from what checking has worked out already.</summary>
    internal static ExecutionPlan Compile(ParsedPipeline pipeline, StepGraph graph, string hash)
    {
        var isSound =
            graph.Cycles.Count + graph.Refused.Count == 0
            && pipeline.OutputFaults.IsEmpty
            && pipeline.Steps.All(s => s.Faults.IsEmpty);
        if (!isSound)
        {
            throw new ArgumentException("Only a definition without errors can be compiled.", nameof(pipeline));
        }

        var dependents = Dependents(graph);
        return new ExecutionPlan(
            hash,
            ExecutionPlan.CurrentVersion,
            pipeline.Definition,
            [.. pipeline.Steps.Select(s => CompileStep(s, pipeline.Definition.Settings, graph, dependents[s.Ordinal]))],
            pipeline.Ordinals,
            pipeline.Outputs,
            pipeline.Steps.Sum(s => s.Definition.Weight)
        )
        {
            FinallyFrom = pipeline.Definition.FinallyFrom,
        };
    }

    private static PlanStep CompileStep(
        ParsedStep step,
        PipelineSettings settings,
        StepGraph graph,
        ImmutableArray<int> dependents
    )
    {
        var definition = step.Definition;
        var isHandler = step.IsFailureHandler;
        var compiled = new PlanStep(
            step.Ordinal,
            step.Action is null ? definition : definition with { Action = step.Action.Type },
            step.Action,
            [.. graph.Dependencies[step.Ordinal]],
            dependents,
            definition.RunWhen ?? (isHandler ? RunWhen.Always : RunWhen.OnSuccess),
            isHandler,
            step.Condition,
            step.Params,
            TimeoutOf(step),
            RetryOf(definition, settings),
            definition.Weight
        );
        var looping = step.Body is { } body ? Looping(compiled, body) : compiled;
        return step is { Compensation: { } parsed, Definition.Compensate: { } compensation }
            ? looping with
            {
                Compensation = Compensating(compiled, parsed, compensation),
            }
            : looping;
    }

    private static PlanStep Compensating(
        PlanStep step,
        ParsedCompensation parsed,
        CompensationDefinition compensation
    ) =>
        step with
        {
            Definition = step.Definition with
            {
                Action = parsed.Action?.Type ?? compensation.Action,
                Params = compensation.Params,
                Idempotent = null,
                Retry = compensation.Retry ?? step.Definition.Retry,
                TotalTimeoutSeconds = null,
            },
            Action = parsed.Action,
            Condition = null,
            Params = parsed.Params,
            Timeout = compensation.TimeoutSeconds is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : parsed.Action?.Timeout ?? DefaultTimeout,
            Retry = compensation.Retry ?? step.Retry,
            Weight = 0,
        };

    /// <summary>The step as a loop: its own parameters are rendered once, the body's for each item.</summary>
    private static PlanStep Looping(PlanStep step, LoopBody body)
    {
        var condition = LoopBody.WhileOf(step.Definition, step.Action);
        var own = LoopBody.OwnParams(step.Definition, condition is not null);
        var inner = step with
        {
            Definition = step.Definition with { Action = body.Action?.Type ?? body.ActionName, Params = body.Params },
            Action = body.Action,
            Condition = null,
            Params = ValueTemplate.Parse(body.Params, out _),
            Timeout = body.TimeoutSeconds is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : body.Action?.Timeout ?? DefaultTimeout,
            Weight = 0,
        };
        return step with
        {
            Params = ValueTemplate.Parse(own, out _),
            Loop = new LoopPlan(
                ValueTemplate.Parse(own["items"], out _),
                inner,
                condition is null ? null : Condition.Parse(condition, out _)
            ),
        };
    }

    private static TimeSpan TimeoutOf(ParsedStep step) =>
        step.Definition.TimeoutSeconds is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : step.Action?.Timeout ?? DefaultTimeout;

    /// <summary>A retry block alone is enough; <c>on_failure: retry</c> alone means the default policy.</summary>
    private static RetryPolicy? RetryOf(StepDefinition step, PipelineSettings settings) =>
        step.Retry ?? settings.RetryPolicy ?? (step.OnFailure == OnFailure.Retry ? RetryPolicy.Default : null);

    /// <summary>Ascending, because steps are walked in ascending order.</summary>
    private static ImmutableArray<int>[] Dependents(StepGraph graph)
    {
        var builders = graph.Dependencies.Select(_ => ImmutableArray.CreateBuilder<int>()).ToArray();
        for (var step = 0; step < builders.Length; step++)
        {
            foreach (var dependency in graph.Dependencies[step])
            {
                builders[dependency].Add(step);
            }
        }

        return [.. builders.Select(b => b.DrainToImmutable())];
    }
}
