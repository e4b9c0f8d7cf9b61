using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions.BuiltIn;

/// <summary>Gives its parameters as outputs.</summary>
public sealed class SetOutputAction : IAction
{
    /// <summary>What it says of itself.</summary>
    public static ActionDescriptor About { get; } =
        new(
            Type: "set_output",
            Name: "Set output",
            Category: "Control Flow",
            Description: "Sets outputs of the step, as a map or as one key and its value.",
            Params:
            [
                new("outputs", "Outputs", "json", Default: MapValue.Empty, Description: "Names and values."),
                new("key", "Key", "string", Description: "The name of one output."),
                new("value", "Value", "json", Description: "The value of that output."),
            ],
            Outputs: [new("*", "any", "The names that were given.")],
            Mode: ExecutionMode.Sync,
            Timeout: null,
            Idempotent: true,
            Aliases: []
        );

    /// <inheritdoc/>
    public ActionDescriptor Descriptor => About;

    /// <inheritdoc/>
    public bool OnlyComputes => true;

    /// <inheritdoc/>
    public Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken cancellation) =>
        Task.FromResult(Run(context.Params));

    private static ActionOutcome Run(MapValue parameters)
    {
        var outputs = MapValue.Empty;
        var given = parameters["outputs"];
        if (given is MapValue map)
        {
            outputs = map;
        }
        else if (!given.IsUndefined)
        {
            return ActionOutcome.Failed(
                new StepError(
                    "OUTPUTS_NOT_A_MAP",
                    StepError.Business,
                    $"parameter 'outputs' of 'set_output' must be a map of names and values, not {Shortened(given)}"
                )
            );
        }

        return parameters.Text("key") is { Length: > 0 } key
            ? ActionOutcome.Completed(outputs.With(MapValue.Of((key, Defined(parameters["value"])))))
            : ActionOutcome.Completed(outputs);
    }

    private static Value Defined(Value value) => value.IsUndefined ? Value.Null : value;

    private static string Shortened(Value value)
    {
        var text = ValueJson.ToText(value);
        return text.Length <= 80 ? text : $"{text[..80]}…";
    }
}
