using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions;

/// <summary>What a loop goes through, and what its body sees of one item.</summary>
internal static class LoopItems
{
    /// <summary>
    /// The items of a loop that begins at a moment: the same whenever it is asked, since all that they are made of had
    /// ended by then.
    /// </summary>
    public static (ListValue Items, ExpressionError? Error) Render(IExecutionView view, int ordinal, DateTimeOffset at)
    {
        var rendered = view.Plan.Steps[ordinal].Loop?.Items.Render(ExecutionScope.Context(view, at)) ?? default;
        return (rendered.Value as ListValue ?? ListValue.Empty, rendered.Error);
    }

    /// <summary>The names of an execution, and before them <c>item</c> and <c>index</c>.</summary>
    public static EvaluationContext Context(EvaluationContext context, LoopState loop, int ordinal)
    {
        var index = ordinal - loop.First;
        return context with { Names = new ItemScope(context.Names, loop.ItemAt(index), index) };
    }

    private sealed class ItemScope(MapValue names, Value item, int index) : MapValue
    {
        public override int Count => names.Count + 2;

        public override IEnumerable<KeyValuePair<string, Value>> Entries =>
            names.Entries.Append(new("item", item)).Append(new("index", Of((long)index)));

        public override bool TryGet(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out Value value)
        {
            switch (key)
            {
                case "item":
                    value = item;
                    return true;
                case "index":
                    value = Of((long)index);
                    return true;
                default:
                    return names.TryGet(key, out value);
            }
        }
    }
}
