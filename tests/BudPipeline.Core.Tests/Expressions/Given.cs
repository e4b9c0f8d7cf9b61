using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

/// <summary>A context with a bit of everything, and short ways to try an expression in it.</summary>
internal static class Given
{
    public static EvaluationContext Context { get; } = Of(Names());

    public static EvaluationContext Strict { get; } = Context with { Strict = true };

    public static EvaluationContext Of(string json) => Of((MapValue)ValueJson.Parse(json));

    public static EvaluationContext Of(MapValue names) => new(names, EvaluationLimits.Default);

    /// <summary>What a text gives, as JSON, so that the type shows.</summary>
    public static string Json(string template, EvaluationContext? context = null)
    {
        var rendered = Render(template, context);
        Assert.Null(rendered.Error);
        return ValueJson.ToText(rendered.Value!);
    }

    /// <summary>The code of the error that a text ends with, at parsing or rendering.</summary>
    public static ExpressionError Error(string template, EvaluationContext? context = null)
    {
        var error = Render(template, context).Error;
        Assert.NotNull(error);
        return error;
    }

    public static Evaluation Render(string template, EvaluationContext? context = null)
    {
        var parsed = ValueTemplate.Parse(Value.Of(template), out var problems);
        return problems is [var problem, ..] ? Evaluation.Failed(problem.Error) : parsed.Render(context ?? Context);
    }

    /// <summary>Whether a condition holds.</summary>
    public static bool Holds(string condition, EvaluationContext? context = null)
    {
        var parsed = Condition.Parse(condition, out var error);
        Assert.Null(error);
        var evaluation = parsed!.Evaluate(context ?? Context);
        Assert.Null(evaluation.Error);
        return evaluation.Value!.Equals(Value.True);
    }

    private static MapValue Names()
    {
        var plain = (MapValue)
            ValueJson.Parse(
                """
                {
                  "params": {
                    "n": 5, "f": 2.5, "zero": 0, "text": "Hello World", "empty": "", "no": "no", "off": "false",
                    "list": [3, 1, 2], "map": {"b": 2, "a": 1}, "none": null, "yes": true, "never": false,
                    "words": ["b", "A", "c"], "wide": "hé😀",
                    "people": [{"name": "Ann", "age": 31, "on": true}, {"name": "Bo", "age": 29, "on": false}]
                  },
                  "steps": {
                    "deploy": {"status": "completed", "outputs": {"url": "http://x", "count": 3, "items": [1]}},
                    "a b": {"status": "failed", "outputs": {"x": 1}}
                  },
                  "now": "2026-01-02T03:04:05Z"
                }
                """
            );
        var secret = new SecretValue(ImmutableArray.Create(new SecretPart("token", true)));
        return plain.With(MapValue.Of(("secrets", MapValue.Of(("token", secret)))));
    }
}
