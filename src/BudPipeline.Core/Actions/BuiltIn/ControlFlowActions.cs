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

    /// <summary>The type of the action that waits for a moment.</summary>
    public const string WaitUntilType = "wait_until";

    /// <summary>Waits for a moment or a condition, durably.</summary>
    public static ActionDescriptor WaitUntil { get; } =
        new(
            Type: WaitUntilType,
            Name: "Wait until",
            Category: "Control Flow",
            Description: "Waits until a moment or until a condition holds; a restart of the server changes nothing.",
            Params:
            [
                new(
                    "duration_hours",
                    "Hours",
                    "number",
                    Description: "How long; this, until_time or condition.",
                    Validation: new(Min: 0.0167, Max: MaxWaitHours)
                ),
                new(
                    "until_time",
                    "Time",
                    "string",
                    Description: "2026-03-01T08:00:00, or a time of day such as 08:00: its next occurrence."
                ),
                new(
                    "timezone",
                    "Time zone",
                    "string",
                    Default: Value.Of("UTC"),
                    Description: "Of an until_time that has no offset, such as Europe/Berlin."
                ),
                new("condition", "Condition", "template", Description: "Looked at again and again until it holds."),
                new(
                    "timeout_seconds",
                    "Timeout",
                    "number",
                    Default: Value.Of(3600),
                    Description: "How long the condition is waited for, in seconds.",
                    Validation: new(Min: 1, Max: MaxWaitHours * 3600)
                ),
                new(
                    "poll_interval_seconds",
                    "Interval",
                    "number",
                    Default: Value.Of(30),
                    Description: "How often the condition is looked at, in seconds.",
                    Validation: new(Min: 1, Max: MaxWaitHours * 3600)
                ),
                new("value", "Value", "json", Description: "What the condition sees as value."),
            ],
            Outputs:
            [
                new("waited", "boolean", "True."),
                new("scheduled_wake_time", "string", "When it was to go on; null for a condition."),
                new("actual_wake_time", "string", "When it went on."),
                new("wait_duration_seconds", "number", "How long it waited, in seconds."),
            ],
            Mode: ExecutionMode.ControlFlow,
            Timeout: TimeSpan.FromHours(MaxWaitHours) + TimeSpan.FromSeconds(60),
            Idempotent: true,
            Aliases: []
        );

    /// <summary>The type of the action that waits for an event.</summary>
    public const string WaitForEventType = "wait_for_event";

    /// <summary>The type of the action that asks somebody.</summary>
    public const string ApprovalType = "approval";

    /// <summary>What <c>on_reject</c> says to let a rejected approval complete.</summary>
    public const string Continue = "continue";

    /// <summary>Waits for a signal of some name, durably.</summary>
    public static ActionDescriptor WaitForEvent { get; } =
        new(
            Type: WaitForEventType,
            Name: "Wait for event",
            Category: "Control Flow",
            Description: "Waits until a signal of this name comes; one that came before is taken at once.",
            Params:
            [
                new("event", "Event", "string", Required: true, Description: "The name of the signal."),
                new(
                    "match",
                    "Match",
                    "json",
                    Description: "What its payload must hold: a map of dotted keys to values."
                ),
                Patience,
            ],
            Outputs:
            [
                new("event", "string", "The name of the signal."),
                new("payload", "any", "What came with it."),
                new("received_at", "string", "When the step took it."),
            ],
            Mode: ExecutionMode.ControlFlow,
            Timeout: null,
            Idempotent: true,
            Aliases: []
        );

    /// <summary>Asks somebody, durably.</summary>
    public static ActionDescriptor Approval { get; } =
        new(
            Type: ApprovalType,
            Name: "Approval",
            Category: "Control Flow",
            Description: "Waits until somebody approves; a rejection fails the step, so that nothing runs without one.",
            Params:
            [
                new("message", "Message", "string", Description: "What is asked, for whoever decides."),
                new("approvers", "Approvers", "json", Description: "Who may decide; without it anybody may."),
                new(
                    "on_reject",
                    "If rejected",
                    "select",
                    Default: Value.Of("fail"),
                    Description: "fail fails the step; continue completes it with approved: false.",
                    Options: ["fail", Continue]
                ),
                Patience,
            ],
            Outputs:
            [
                new("approved", "boolean", "Whether it was approved."),
                new("by", "string", "Who decided."),
                new("comment", "string", "What they said."),
            ],
            Mode: ExecutionMode.ControlFlow,
            Timeout: null,
            Idempotent: true,
            Aliases: []
        );

    /// <summary>The type of the action that repeats a step for each item.</summary>
    public const string ForEachType = "for_each";

    /// <summary>The most items that one loop goes through.</summary>
    public const int MaxItems = 10_000;

    /// <summary>Runs a step for each item of a list.</summary>
    public static ActionDescriptor ForEach { get; } =
        new(
            Type: ForEachType,
            Name: "For each",
            Category: "Control Flow",
            Description: "Runs a step for each item of a list, some at once; the results come in the items' order.",
            Params:
            [
                new(
                    "items",
                    "Items",
                    "json",
                    Required: true,
                    Description: "A list, or a template that gives one; each is seen as item, its place as index."
                ),
                new("step", "Step", "json", Description: "What is done with each: {action, params, timeout_seconds}."),
                new("action", "Action", "string", Description: "The older form of step: the action."),
                new("action_params", "Parameters", "json", Description: "The older form of step: its parameters."),
                new(
                    "max_concurrency",
                    "At once",
                    "number",
                    Default: Value.Of(5),
                    Description: "How many items run at once, beside max_parallel_steps.",
                    Validation: new(Min: 1, Max: 1_000)
                ),
                new("parallel", "Parallel", "boolean", Description: "false is the same as max_concurrency: 1."),
                new(
                    "max_iterations",
                    "At most",
                    "number",
                    Description: "More items than this fail the step before it begins.",
                    Validation: new(Min: 1, Max: MaxItems)
                ),
                new(
                    "continue_on_error",
                    "Continue on error",
                    "boolean",
                    Default: Value.False,
                    Description: "Whether a failed item leaves the others and the step alone; else it ends the loop."
                ),
            ],
            Outputs:
            [
                new("results", "array", "The outputs of each item, in the items' order; null of one that failed."),
                new("count", "number", "How many items there were."),
                new("errors", "array", "{index, code, message} of each item that failed."),
            ],
            Mode: ExecutionMode.ControlFlow,
            Timeout: null,
            Idempotent: true,
            Aliases: ["loop"]
        );

    /// <summary>The type of the action that repeats a step while a condition holds.</summary>
    public const string WhileType = "while";

    /// <summary>Runs a step again and again, durably.</summary>
    public static ActionDescriptor While { get; } =
        new(
            Type: WhileType,
            Name: "While",
            Category: "Control Flow",
            Description: "Runs a step while a condition holds, at most so often, with a durable wait in between.",
            Params:
            [
                new(
                    "condition",
                    "Condition",
                    "template",
                    Required: true,
                    Description: "Looked at before each iteration; it sees result, the outputs of the one before, and "
                        + "iteration. Before the first one a condition on result is not looked at."
                ),
                new("step", "Step", "json", Description: "What is done each time: {action, params, timeout_seconds}."),
                new("action", "Action", "string", Description: "The older form of step: the action."),
                new("action_params", "Parameters", "json", Description: "The older form of step: its parameters."),
                new(
                    "max_iterations",
                    "At most",
                    "number",
                    Default: Value.Of(100),
                    Description: "How often it runs at most; then it ends with exhausted: true.",
                    Validation: new(Min: 1, Max: MaxItems)
                ),
                new(
                    "delay_seconds",
                    "Delay",
                    "number",
                    Default: Value.Of(30),
                    Description: "How long it waits between two iterations, in seconds.",
                    Validation: new(Min: 0, Max: MaxDelaySeconds)
                ),
            ],
            Outputs:
            [
                new("result", "object", "The outputs of the last iteration; null when there was none."),
                new("iterations", "number", "How often it ran."),
                new("exhausted", "boolean", "Whether it ended because of max_iterations, the condition still holding."),
            ],
            Mode: ExecutionMode.ControlFlow,
            Timeout: null,
            Idempotent: true,
            Aliases: []
        );

    private static ActionParameter Patience =>
        new(
            "timeout_seconds",
            "Timeout",
            "number",
            Description: "How long it is waited for, in seconds; without it as long as the execution may take.",
            Validation: new(Min: 1, Max: 31_536_000)
        );

    /// <summary>The longest wait for a moment, in hours.</summary>
    public const int MaxWaitHours = 168;

    /// <summary>The longest delay: 30 days, in seconds.</summary>
    public const int MaxDelaySeconds = 30 * 24 * 3600;
}
