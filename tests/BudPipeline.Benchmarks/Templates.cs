using BenchmarkDotNet.Attributes;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Benchmarks;

/// <summary>The expression language: parsed once a definition, rendered once a step.</summary>
[MemoryDiagnoser]
public class Templates
{
    private static readonly Value Reference = Value.Of("{{ steps.first.outputs.result }}");
    private static readonly Value Filters = Value.Of("{{ params.names | sort | map('upper') | join(', ') }}");
    private const string Question = "params.count > 3 and steps.first.outputs.result.ok";

    private readonly EvaluationContext context = new(
        (MapValue)
            ValueJson.Parse(
                """
                {
                  "params": {"count": 5, "names": ["mallory", "alice", "bob", "carol"]},
                  "steps": {"first": {"outputs": {"result": {"model_id": "abc123", "ok": true}}}}
                }
                """
            ),
        EvaluationLimits.Default
    );
    private readonly ValueTemplate reference = ValueTemplate.Parse(Reference, out _);
    private readonly ValueTemplate filters = ValueTemplate.Parse(Filters, out _);
    private readonly Condition condition = Condition.Parse(Question, out _)!;

    [GlobalSetup]
    public void SetUp()
    {
        foreach (var evaluation in (Evaluation[])[RenderReference(), RenderFilters(), EvaluateCondition()])
        {
            if (evaluation.Error is { } error)
            {
                throw new InvalidOperationException(error.Message);
            }
        }
    }

    [Benchmark]
    public ValueTemplate ParseReference() => ValueTemplate.Parse(Reference, out _);

    [Benchmark]
    public ValueTemplate ParseFilters() => ValueTemplate.Parse(Filters, out _);

    [Benchmark]
    public Evaluation RenderReference() => reference.Render(context);

    [Benchmark]
    public Evaluation RenderFilters() => filters.Render(context);

    [Benchmark]
    public Evaluation EvaluateCondition() => condition.Evaluate(context);
}
