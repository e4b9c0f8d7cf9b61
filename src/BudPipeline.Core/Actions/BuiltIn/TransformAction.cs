using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions.BuiltIn;

/// <summary>Makes one value out of another.</summary>
public sealed class TransformAction : IAction
{
    /// <summary>What it says of itself.</summary>
    public static ActionDescriptor About { get; } =
        new(
            Type: "transform",
            Name: "Transform",
            Category: "Control Flow",
            Description: "Makes one value out of another by one operation.",
            Params:
            [
                new("input", "Input", "json", Default: MapValue.Empty, Description: "The value to work on."),
                new(
                    "operation",
                    "Operation",
                    "select",
                    Default: Value.Of("passthrough"),
                    Description: "What to do with it; an unknown operation gives the input itself.",
                    Options: [.. TransformOperations.Names]
                ),
                new(
                    "path",
                    "Path",
                    "string",
                    Description: "For extract, json_extract, map, filter and reduce: a path such as a.b.0."
                ),
                new("fields", "Fields", "json", Description: "For pick: the names to keep."),
                new(
                    "value",
                    "Value",
                    "json",
                    Description: "For filter: what the path must equal; else it must be true."
                ),
                new(
                    "reducer",
                    "Reducer",
                    "select",
                    Default: Value.Of("sum"),
                    Description: "For reduce: how items become one value.",
                    Options: ["sum", "min", "max", "average", "count", "first", "last"]
                ),
                new("template", "Template", "template", Description: "For template: the text to render."),
            ],
            Outputs:
            [
                new("result", "any", "What came out."),
                new("operation", "string", "The operation, as given."),
                new("input_type", "string", "str, int, float, bool, list, dict or NoneType."),
                new("output_type", "string", "The same, of the result."),
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
        var operation = context.Params.Text("operation") ?? "passthrough";
        var input = context.Params["input"];
        var result = TransformOperations.Apply(operation, input, context.Params);
        var outputs = MapValue.Of(
            ("result", result),
            ("operation", Value.Of(operation)),
            ("input_type", Value.Of(TypeName(input))),
            ("output_type", Value.Of(TypeName(result)))
        );
        return Task.FromResult(ActionOutcome.Completed(outputs));
    }

    // The words of the older system, which pipelines compare with.
    private static string TypeName(Value value) =>
        value switch
        {
            StringValue or SecretValue => "str",
            LongValue => "int",
            DoubleValue => "float",
            BoolValue => "bool",
            ListValue => "list",
            MapValue => "dict",
            _ => "NoneType",
        };
}
