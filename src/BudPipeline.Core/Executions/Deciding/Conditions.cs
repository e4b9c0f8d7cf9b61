using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>Conditions among the parameters of control flow.</summary>
internal static class Conditions
{
    /// <summary>A condition that was a template has been rendered to its native value; a bare one is still text.</summary>
    public static Evaluation Holds(Value condition, EvaluationContext names)
    {
        if (condition is not StringValue text)
        {
            return Evaluation.Of(Value.Of(ValueTruth.Of(condition)));
        }

        return Condition.Parse(text.Content, out var error) is { } parsed
            ? parsed.Evaluate(names)
            : Evaluation.Failed(error ?? new ExpressionError("SYNTAX", "the condition does not parse", 0));
    }

    public static StepError Undecided(DecisionDraft draft, int ordinal, ExpressionError error) =>
        new(
            "CONDITION_ERROR",
            StepError.Business,
            $"the condition of step '{draft.Fold.Plan.Steps[ordinal].Id}' cannot be decided: {error.Message}"
        );
}
