using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Graph;

/// <summary>
/// What a loop does with each item: <c>step: {action, params, timeout_seconds}</c>, or the older <c>action</c> and
/// <c>action_params</c>.
/// </summary>
/// <param name="ActionName">The action as its author wrote it; empty when none is named.</param>
/// <param name="Action">Its descriptor; null when no such action is registered.</param>
/// <param name="Params">Its parameters.</param>
/// <param name="TimeoutSeconds">Seconds of one attempt of one item; null for the action's own.</param>
/// <param name="Path">Where the action stands, below the step's parameters.</param>
/// <param name="ParamsPath">Where its parameters stand.</param>
internal sealed record LoopBody(
    string ActionName,
    ActionDescriptor? Action,
    MapValue Params,
    int? TimeoutSeconds,
    string Path,
    string ParamsPath
)
{
    /// <summary>The parameters that are the body's and not the loop's.</summary>
    private static readonly ImmutableArray<string> Fields = ["step", "action", "action_params"];
    private const string Condition = "condition";

    /// <summary>The body of a step; null when the step is no loop.</summary>
    public static LoopBody? Of(StepDefinition step, ActionDescriptor? action, ActionCatalog catalog)
    {
        if ((action?.Type ?? step.Action) is not (ControlFlowActions.ForEachType or ControlFlowActions.WhileType))
        {
            return null;
        }

        var isNested = step.Params["step"] is MapValue;
        var owner = isNested ? (MapValue)step.Params["step"] : step.Params;
        var paramsName = isNested ? "params" : "action_params";
        var name = (owner["action"] as StringValue)?.Content ?? "";
        catalog.TryGet(name, out var descriptor);
        var prefix = isNested ? "step." : "";
        return new LoopBody(
            name,
            descriptor,
            owner[paramsName] as MapValue ?? MapValue.Empty,
            isNested && owner["timeout_seconds"] is LongValue { Content: > 0 and <= int.MaxValue } seconds
                ? (int)seconds.Content
                : null,
            prefix + "action",
            prefix + paramsName
        );
    }

    /// <summary>The loop's own parameters: those that are rendered for the loop and not for each item.</summary>
    public static MapValue OwnParams(StepDefinition step, bool isWhile) =>
        MapValue.Of(
            step.Params.Entries.Where(e =>
                !Fields.Contains(e.Key, StringComparer.Ordinal) && !(isWhile && e.Key == Condition)
            )
        );

    /// <summary>What must hold before each iteration, as text; null when the step is no <c>while</c>.</summary>
    public static string? WhileOf(StepDefinition step, ActionDescriptor? action) =>
        action?.Type != ControlFlowActions.WhileType ? null
        : step.Params[Condition] is StringValue text ? text.Content
        : step.Params[Condition].ToString();
}
