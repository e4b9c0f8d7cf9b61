using BudPipeline.Core.Definitions;

namespace BudPipeline.Core.Executions;

/// <summary>What expressions and rules need to see of an execution, be it a state or one that is being decided.</summary>
internal interface IExecutionView
{
    string ExecutionId { get; }

    ExecutionPlan Plan { get; }

    ExecutionHeader? Header { get; }

    DateTimeOffset CreatedAt { get; }

    StopReason? Stopping { get; }

    int? FirstFailure { get; }

    int TerminalSteps { get; }

    StepState Step(int ordinal);

    /// <summary>The step's plan; of an item that of its loop's body.</summary>
    PlanStep PlanOf(int ordinal);
}
