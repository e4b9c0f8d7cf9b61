using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions.BuiltIn;

/// <summary>Fails, always.</summary>
public sealed class FailAction : IAction
{
    /// <summary>What it says of itself.</summary>
    public static ActionDescriptor About { get; } =
        new(
            Type: "fail",
            Name: "Fail",
            Category: "Control Flow",
            Description: "Fails the step with a message of its author.",
            Params:
            [
                new("message", "Message", "template", Default: Value.Of("Intentional failure"), Description: "Why."),
                new(
                    "error_code",
                    "Error code",
                    "string",
                    Default: Value.Of("INTENTIONAL_FAILURE"),
                    Description: "The code of the step's error."
                ),
            ],
            Outputs: [new("error_code", "string", "The code."), new("message", "string", "The message.")],
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
    public Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken cancellation)
    {
        var message = context.Params.Text("message") ?? "Intentional failure";
        var code = context.Params.Text("error_code") ?? "INTENTIONAL_FAILURE";
        var outputs = MapValue.Of(("error_code", Value.Of(code)), ("message", Value.Of(message)));
        return Task.FromResult(ActionOutcome.Failed(new StepError(code, StepError.Application, message), outputs));
    }
}
