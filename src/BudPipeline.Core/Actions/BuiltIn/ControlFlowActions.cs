using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions.BuiltIn;

/// <summary>Descriptors of the actions that the core decides itself.</summary>
public static class ControlFlowActions
{
    /// <summary>The type of the action that chooses a branch.</summary>
    public const string ConditionalType = "conditional";

    /// <summary>The type of the action that waits.</summary>
    public const string DelayType = "delay";

    /// <summary>Takes the first branch whose condition holds.</summary>
    public static ActionDescriptor Conditional { get; } =
        new(
            Type: ConditionalType,
            Name: "Conditional",
            Category: "Control Flow",
            Description: "Takes the first branch whose condition is true; the target steps of the others are skipped.",
            Params:
            [
                new(
                    "branches",
                    "Branches",
                    "branches",
                    Description: "A list of {id, label, condition, target_step}; the label is the id by default."
                ),
                new(
                    "condition",
                    "Condition",
                    "template",
                    Default: Value.True,
                    Description: "Without branches: what decides between the branches true and false."
                ),
                new("on_true", "Step if true", "string", Description: "Skipped when the condition is false."),
                new("on_false", "Step if false", "string", Description: "Skipped when the condition is true."),
                new("true_result", "Result if true", "json", Description: "Given as result when it is true."),
                new("false_result", "Result if false", "json", Description: "Given as result when it is false."),
                new("value", "Value", "json", Description: "What a condition sees as value."),
                new(
                    "input",
                    "Input",
                    "json",
                    Description: "The same where value is not given; a map's entries are seen by name."
                ),
            ],
            Outputs:
            [
                new("matched_branch", "string", "The id of the branch; null when none matched."),
                new("matched_label", "string", "Its label; none when none matched."),
                new("target_step", "string", "The step it leads to; null when it names none."),
                new("result", "any", "Whether a branch matched, or what true_result and false_result say."),
                new("branch", "string", "The branch's id, or true, false or none."),
            ],
            Mode: ExecutionMode.ControlFlow,
            Timeout: null,
            Idempotent: true,
            Aliases: ["condition"]
        );

    /// <summary>Waits, durably.</summary>
    public static ActionDescriptor Delay { get; } =
        new(
            Type: DelayType,
            Name: "Delay",
            Category: "Control Flow",
            Description: "Waits for a span of time; a restart of the server does not lengthen it.",
            Params:
            [
                new(
                    "seconds",
                    "Seconds",
                    "number",
                    Description: "How long; this or duration.",
                    Validation: new(Min: 0, Max: MaxDelaySeconds)
                ),
                new("duration", "Duration", "duration", Description: "How long, such as 90s, 5m, 1h30m or 2d."),
                new("reason", "Reason", "string", Description: "Why, for whoever watches."),
            ],
            Outputs: [new("waited_seconds", "number", "How long it waited, in seconds.")],
            Mode: ExecutionMode.ControlFlow,
            // The longest wait and a little more: the wait is the work, so the default of 300 s must not end it.
            Timeout: TimeSpan.FromSeconds(MaxDelaySeconds + 60),
            Idempotent: true,
            Aliases: ["wait"]
        );

    /// <summary>The longest delay: 30 days, in seconds.</summary>
    public const int MaxDelaySeconds = 30 * 24 * 3600;
}
