using System.Diagnostics.CodeAnalysis;
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

    /// <summary>The names of an execution, and before them those of one item.</summary>
    public static EvaluationContext Context(EvaluationContext context, LoopState loop, int ordinal) =>
        context with
        {
            Names = new ItemScope(context.Names, loop, ordinal - loop.First),
        };

    /// <summary>The names of an execution, and before them the outputs of a step that is undone, as <c>result</c>.</summary>
    public static EvaluationContext Context(EvaluationContext context, MapValue result) =>
        context with
        {
            Names = new ResultScope(context.Names, result),
        };

    private sealed class ResultScope(MapValue names, MapValue result) : MapValue
    {
        public override int Count => names.Count + 1;

        public override IEnumerable<KeyValuePair<string, Value>> Entries => names.Entries.Append(new("result", result));

        public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value)
        {
            value = key == "result" ? result : null;
            return value is not null || names.TryGet(key, out value);
        }
    }

    private sealed class ItemScope(MapValue names, LoopState loop, int index) : MapValue
    {
        private static readonly string[] Own = ["item", "index", "result", "iteration"];

        public override int Count => names.Count + Own.Length;

        public override IEnumerable<KeyValuePair<string, Value>> Entries =>
            names.Entries.Concat(Own.Select(name => KeyValuePair.Create(name, this[name])));

        public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value)
        {
            value = key switch
            {
                "item" => loop.ItemAt(index),
                "index" or "iteration" => Of((long)index),
                "result" => loop.Result ?? Undefined,
                _ => null,
            };
            return value is not null || names.TryGet(key, out value);
        }
    }
}
