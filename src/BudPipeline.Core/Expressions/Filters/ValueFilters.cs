using System.Text.Json;
using BudPipeline.Core.Expressions.Evaluating;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Filters for values of any type.</summary>
internal static class ValueFilters
{
    private const int DeepestJson = 64;

    public static Value Default(Evaluator run, Value target, Arguments arguments)
    {
        var replaces =
            target.IsUndefined
            || (arguments[1] is not null && arguments.Flag(1) && !run.IsTrue(target, arguments.Offset));
        return replaces ? arguments[0] ?? Value.EmptyText : target;
    }

    public static Value String(Evaluator run, Value target, Arguments arguments) =>
        target is StringValue ? target : Value.Of(run.TextOf(target, arguments.Offset));

    public static Value ToJson(Evaluator run, Value target, Arguments arguments)
    {
        var indent = arguments.Whole(0, 0);
        if (indent is < 0 or > 16)
        {
            return run.Fail(ExpressionErrorCodes.WrongArguments, "the indent is 0 to 16 spaces", arguments.Offset);
        }

        if (!CanBeJson(run, target, arguments.Offset, 0))
        {
            return Value.Undefined;
        }

        var into = new DeferredText(run.Limits.OutputLength);
        new JsonTextForms((int)indent).Write(target, into);
        return run.Finish(into, arguments.Offset);
    }

    public static Value FromJson(Evaluator run, Value target, Arguments arguments)
    {
        var json = run.TextOf(target, arguments.Offset);
        try
        {
            return run.Error is null ? ValueJson.Parse(json) : Value.Undefined;
        }
        catch (JsonException wrong)
        {
            var message = $"the text is no JSON: {wrong.Message}";
            return run.Fail(ExpressionErrorCodes.TypeMismatch, message, arguments.Offset);
        }
    }

    public static Value Length(Evaluator run, Value target, Arguments arguments)
    {
        switch (target)
        {
            case StringValue text:
                return run.SpendOnText(text.Content.Length)
                    ? Value.Of((long)Characters.Count(text.Content))
                    : Value.Undefined;
            case ListValue list:
                return Value.Of((long)list.Items.Length);
            case MapValue map:
                return Value.Of((long)map.Count);
            case UndefinedValue:
                return Value.Of(0L);
            default:
                var message = $"{Kinds.Of(target)} has no length";
                return run.Fail(ExpressionErrorCodes.TypeMismatch, message, arguments.Offset);
        }
    }

    public static Value List(Evaluator run, Value target, Arguments arguments) =>
        target is ListValue ? target : new ListValue(Sequences.Items(run, target, arguments.Offset));

    public static Value Reverse(Evaluator run, Value target, Arguments arguments) =>
        target is StringValue text && run.SpendOnText(text.Content.Length)
            ? Value.Of(Characters.Reverse(text.Content))
            : Value.Of(Sequences.Items(run, target, arguments.Offset).Reverse());

    /// <summary>Pays for each value, and fails on a secret, which would be masked, and on what is too deep.</summary>
    private static bool CanBeJson(Evaluator run, Value value, int offset, int depth)
    {
        if (depth > DeepestJson)
        {
            run.Fail(ExpressionErrorCodes.TooDeep, $"JSON may nest {DeepestJson} levels", offset);
            return false;
        }

        switch (value)
        {
            case SecretValue:
                run.FailOnSecret(offset);
                return false;
            case ListValue list:
                return run.Spend(1) && list.Items.All(item => CanBeJson(run, item, offset, depth + 1));
            case MapValue map:
                return run.Spend(1) && map.Entries.All(entry => CanBeJson(run, entry.Value, offset, depth + 1));
            default:
                return run.Spend(1);
        }
    }
}
