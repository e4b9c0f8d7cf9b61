using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions.BuiltIn;

/// <summary>Writes a line into the execution's log.</summary>
public sealed class LogAction : IAction
{
    /// <summary>What it says of itself.</summary>
    public static ActionDescriptor About { get; } =
        new(
            Type: "log",
            Name: "Log",
            Category: "Control Flow",
            Description: "Writes a message into the execution's log.",
            Params:
            [
                new("message", "Message", "template", Default: Value.EmptyText, Description: "The line to write."),
                new(
                    "level",
                    "Level",
                    "select",
                    Default: Value.Of("info"),
                    Description: "How grave it is; an unknown level is logged as info.",
                    Options: ["debug", "info", "warning", "error"]
                ),
            ],
            Outputs:
            [
                new("logged", "boolean", "Always true."),
                new("message", "string", "The line that was written."),
                new("level", "string", "The level, as given, in lower case."),
            ],
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
        var message = context.Params.Text("message") is { Length: > 0 } given ? given : "No message provided";
        var level = (context.Params.Text("level") ?? "info").ToLowerInvariant();
        context.Log.Write(LevelOf(level), message);
        var outputs = MapValue.Of(("logged", Value.True), ("message", Value.Of(message)), ("level", Value.Of(level)));
        return Task.FromResult(ActionOutcome.Completed(outputs));
    }

    private static StepLogLevel LevelOf(string level) =>
        level switch
        {
            "debug" => StepLogLevel.Debug,
            "warning" => StepLogLevel.Warning,
            "error" => StepLogLevel.Error,
            _ => StepLogLevel.Info,
        };
}
