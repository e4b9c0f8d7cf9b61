using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions;

/// <summary>What a step or an execution says when one of its templates gives no value. No repetition mends it.</summary>
internal static class TemplateErrors
{
    public static StepError OfParams(PlanStep step, ExpressionError error) =>
        new("TEMPLATE_ERROR", StepError.Business, $"params of step '{step.Id}' do not render: {error.Message}");

    public static StepError OfCondition(PlanStep step, ExpressionError error) =>
        new(
            "CONDITION_ERROR",
            StepError.Business,
            $"condition of step '{step.Id}' ({step.Condition?.Text}) cannot be decided: {error.Message}"
        );

    public static ExecutionError OfOutputs(ExpressionError error) =>
        new("OUTPUT_ERROR", StepError.Business, $"the pipeline's outputs do not render: {error.Message}", null, null);
}
