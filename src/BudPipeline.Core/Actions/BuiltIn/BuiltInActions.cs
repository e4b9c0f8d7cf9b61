using System.Collections.Immutable;

namespace BudPipeline.Core.Actions.BuiltIn;

/// <summary>The actions that come with the product.</summary>
public static class BuiltInActions
{
    /// <summary>Their descriptors, those of actions that do I/O included: validation needs no worker.</summary>
    public static ImmutableArray<ActionDescriptor> Descriptors { get; } =
    [
        LogAction.About,
        TransformAction.About,
        SetOutputAction.About,
        FailAction.About,
        ControlFlowActions.Conditional,
        ControlFlowActions.Delay,
        ControlFlowActions.WaitUntil,
        ControlFlowActions.WaitForEvent,
        ControlFlowActions.Approval,
        ControlFlowActions.ForEach,
        ControlFlowActions.While,
        HttpRequestDescriptor.About,
        ShellDescriptor.About,
    ];

    /// <summary>The same, by name.</summary>
    public static ActionCatalog Catalog { get; } = new(Descriptors);

    /// <summary>Those that need nothing but their parameters.</summary>
    public static ImmutableArray<IAction> Pure { get; } =
    [new LogAction(), new TransformAction(), new SetOutputAction(), new FailAction()];
}
