using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Trying;

/// <summary>What a template or a condition gives in a context, and whether it could be tried at all.</summary>
/// <param name="Outcome">The value, or what went wrong.</param>
/// <param name="IsParsed">False when it is no template or condition.</param>
internal readonly record struct TemplateTrial(Evaluation Outcome, bool IsParsed)
{
    /// <summary>Renders any JSON value, its texts being templates.</summary>
    public static TemplateTrial OfTemplate(Value source, EvaluationContext context)
    {
        var template = ValueTemplate.Parse(source, out var problems);
        if (problems is not [var problem, ..])
        {
            return new(template.Render(context), true);
        }

        var error =
            problem.Path.Length == 0
                ? problem.Error
                : problem.Error with
                {
                    Message = $"{problem.Path}: {problem.Error.Message}",
                };
        return new(Evaluation.Failed(error), false);
    }

    /// <summary>Decides a condition; a boolean or a number is the literal that it looks like, null holds.</summary>
    public static TemplateTrial OfCondition(Value source, EvaluationContext context)
    {
        var text = source switch
        {
            StringValue written => written.Content,
            NullValue => "",
            _ => ValueJson.ToText(source),
        };
        var condition = Condition.Parse(text, out var error);
        return condition is null ? new(Evaluation.Failed(error!), false) : new(condition.Evaluate(context), true);
    }

    /// <summary>One line of JSON: the error with its code, message and place.</summary>
    public static Value ErrorOf(ExpressionError error) =>
        MapValue.Of(
            (
                "error",
                MapValue.Of(
                    ("code", Value.Of(error.Code)),
                    ("message", Value.Of(error.Message)),
                    ("offset", Value.Of((long)error.Offset))
                )
            )
        );
}
