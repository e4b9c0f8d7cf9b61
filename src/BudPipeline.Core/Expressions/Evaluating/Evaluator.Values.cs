using System.Collections.Immutable;
using BudPipeline.Core.Expressions.Filters;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <content>Names, paths, literals of several values, and calls.</content>
internal sealed partial class Evaluator
{
    /// <summary>A name that a statement gave, and those given before it.</summary>
    private sealed record LocalName(string Name, Value Value, LocalName? Before);

    private Value Find(Name name)
    {
        if (FindLocal(name.Text) is { } local)
        {
            return local is NamespaceMapValue changing ? changing.Members : local;
        }

        return context.Names.TryGet(name.Text, out var value) && !value.IsUndefined ? value : name.Missing;
    }

    private Value? FindLocal(string name)
    {
        for (var local = locals; local is not null; local = local.Before)
        {
            if (local.Name == name)
            {
                return local.Value;
            }
        }

        return null;
    }

    private Value Follow(Access access)
    {
        var value = access.Target is Name name ? Find(name) : Evaluate(access.Target);
        foreach (var accessor in access.Accessors)
        {
            if (value.IsUndefined || !Spend(1))
            {
                break;
            }

            value = accessor switch
            {
                Member member => Members.Get(this, value, member),
                Indexer indexer => Members.Get(this, value, Use(indexer.Index), access.Offset),
                Slice slice => Members.Cut(this, value, slice, access.Offset),
                _ => Value.Undefined,
            };
        }

        return value.IsUndefined ? access.Missing : value;
    }

    private ListValue Items(ListLiteral list)
    {
        var items = ImmutableArray.CreateBuilder<Value>(list.Items.Length);
        foreach (var item in list.Items)
        {
            items.Add(Kept(Use(item)));
        }

        return new ListValue(items.MoveToImmutable());
    }

    private MapValue Entries(MapLiteral map)
    {
        var entries = new List<KeyValuePair<string, Value>>(map.Entries.Length);
        foreach (var entry in map.Entries)
        {
            entries.Add(new(TextOf(Use(entry.Key), entry.Key.Offset), Kept(Use(entry.Value))));
        }

        return MapValue.Of(entries);
    }

    /// <summary>What a list or map keeps of a value: lists and maps hold no undefined, or it would leave the language.</summary>
    public static Value Kept(Value value) => value.IsUndefined ? Value.Null : value;

    private Value Filter(Filtered filtered)
    {
        var missedBefore = MissedOperand;
        var value = Evaluate(filtered.Target);
        foreach (var call in filtered.Calls)
        {
            if (call.Filter.TakesAnything)
            {
                MissedOperand = missedBefore;
            }

            value = Apply(call.Filter, value, EvaluateArguments(call.Arguments), call.Offset);
        }

        return value;
    }

    /// <summary>Applies a filter to a value.</summary>
    public Value Apply(Filter filter, Value target, ReadOnlySpan<Value?> arguments, int offset)
    {
        if (!Spend(1) || (!filter.TakesAnything && !AreReadable(target, arguments, offset)))
        {
            return Value.Undefined;
        }

        return filter.Apply(this, target, new Arguments(this, arguments, offset));
    }

    private bool Test(Tested tested)
    {
        var missedBefore = MissedOperand;
        var target = Evaluate(tested.Target);
        if (tested.Test.TakesAnything)
        {
            MissedOperand = missedBefore;
        }

        return Holds(tested.Test, target, EvaluateArguments(tested.Arguments), tested.Offset) != tested.IsNegated;
    }

    /// <summary>Whether a test holds for a value.</summary>
    public bool Holds(ValueTest test, Value target, ReadOnlySpan<Value?> arguments, int offset) =>
        Spend(1)
        && (test.TakesAnything || AreReadable(target, arguments, offset))
        && test.Holds(this, target, new Arguments(this, arguments, offset));

    private Value Call(FunctionCall call) =>
        call.Function.Call(this, new Arguments(this, EvaluateArguments(call.Arguments), call.Offset));

    private Value?[] EvaluateArguments(ImmutableArray<Expression?> arguments)
    {
        if (arguments.IsEmpty)
        {
            return [];
        }

        var values = new Value?[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i] is { } argument ? Evaluate(argument) : null;
        }

        return values;
    }

    private bool AreReadable(Value target, ReadOnlySpan<Value?> arguments, int offset)
    {
        foreach (var argument in arguments)
        {
            if (argument is not null && !IsReadable(argument, offset))
            {
                return false;
            }
        }

        return IsReadable(target, offset);
    }

    /// <summary>Fails on a secret and, in strict mode, on undefined.</summary>
    private bool IsReadable(Value value, int offset)
    {
        if (value is SecretValue)
        {
            FailOnSecret(offset);
            return false;
        }

        if (value is UndefinedValue missing && context.Strict)
        {
            Fail(ExpressionErrorCodes.Undefined, $"'{missing.Path}' is undefined", offset);
            return false;
        }

        return true;
    }
}
