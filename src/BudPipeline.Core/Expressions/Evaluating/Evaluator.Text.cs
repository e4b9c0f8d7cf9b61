using System.Collections.Immutable;
using BudPipeline.Core.Expressions.Filters;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <content>Text with templates in it.</content>
internal sealed partial class Evaluator
{
    /// <summary>What a text gives: the native value of the single expression that it is, or text.</summary>
    public Value Render(TemplateText text)
    {
        MissedOperand = false;
        var value =
            text.Single is { } single ? EvaluateWhole(single, text.Nesting)
            : IsTooDeep(text.Nesting) ? Value.Undefined
            : RenderBlocks(text.Blocks);
        return MissedOperand || value.IsUndefined ? Value.EmptyText : value;
    }

    /// <summary>What an expression gives that nothing stands around.</summary>
    public Value EvaluateWhole(Expression expression, int nesting) =>
        IsTooDeep(nesting) ? Value.Undefined : Use(expression);

    private bool IsTooDeep(int nesting)
    {
        if (nesting <= Limits.Depth)
        {
            return false;
        }

        Fail(ExpressionErrorCodes.TooDeep, $"expressions nest {nesting} levels deep, {Limits.Depth} are allowed", 0);
        return true;
    }

    private Value RenderBlocks(ImmutableArray<Block> blocks)
    {
        var outer = locals;
        var into = new DeferredText(Limits.OutputLength);
        Write(blocks, into);
        locals = outer;
        return Finish(into, 0);
    }

    private void Write(ImmutableArray<Block> blocks, DeferredText into)
    {
        foreach (var block in blocks)
        {
            if (!Spend(1) || into.IsTooLong)
            {
                return;
            }

            switch (block)
            {
                case TextBlock text:
                    into.Append(text.Text);
                    break;
                case OutputBlock output:
                    ValueTextForms.Write(Use(output.Expression), into);
                    break;
                case IfBlock choice:
                    Write(BranchOf(choice), into);
                    break;
                case ForBlock loop:
                    Write(loop, into);
                    break;
                case SetBlock { Member: { } member } set:
                    SetMember(set.Names[0], member, Use(set.Value), set.Offset);
                    break;
                case SetBlock set:
                    Bind(set.Names, Use(set.Value), set.Offset);
                    break;
                case CaptureBlock capture:
                    var captured = new DeferredText(Limits.OutputLength);
                    Write(capture.Body, captured);
                    Bind([capture.Name], Finish(captured, capture.Offset), capture.Offset);
                    break;
            }
        }
    }

    private ImmutableArray<Block> BranchOf(IfBlock choice)
    {
        foreach (var branch in choice.Branches)
        {
            if (branch.Test is null || IsTrue(branch.Test))
            {
                return branch.Body;
            }
        }

        return [];
    }

    private void Write(ForBlock loop, DeferredText into)
    {
        var outer = locals;
        var items = Sequences.Items(this, Use(loop.Source), loop.Offset);
        items = loop.Filter is null ? items : [.. items.Where(item => Admits(loop, item))];
        for (var i = 0; i < items.Length && Error is null && !into.IsTooLong; i++)
        {
            locals = outer;
            Bind(["loop"], new LoopMapValue(items, i), loop.Offset);
            Bind(loop.Names, items[i], loop.Offset);
            Write(loop.Body, into);
        }

        locals = outer;
        if (items.IsEmpty)
        {
            Write(loop.Otherwise, into);
            locals = outer;
        }
    }

    private bool Admits(ForBlock loop, Value item)
    {
        var outer = locals;
        Bind(loop.Names, item, loop.Offset);
        var admits = IsTrue(loop.Filter!);
        locals = outer;
        return admits;
    }

    private void SetMember(string name, string member, Value value, int offset)
    {
        if (FindLocal(name) is NamespaceMapValue members)
        {
            members.Set(member, Kept(value));
            return;
        }

        var message = $"'{name}' is no namespace: write {{% set {name} = namespace({member}=…) %}} before it";
        Fail(ExpressionErrorCodes.TypeMismatch, message, offset);
    }

    /// <summary>Gives names to a value; several names take a list of as many.</summary>
    private void Bind(ImmutableArray<string> names, Value value, int offset)
    {
        if (names.Length == 1)
        {
            locals = new LocalName(names[0], value, locals);
            return;
        }

        if (value is not ListValue list || list.Items.Length != names.Length)
        {
            var message = $"{names.Length} names need a list of {names.Length}, not {Kinds.Of(value)}";
            Fail(ExpressionErrorCodes.TypeMismatch, message, offset);
            return;
        }

        for (var i = 0; i < names.Length; i++)
        {
            locals = new LocalName(names[i], list.Items[i], locals);
        }
    }
}
