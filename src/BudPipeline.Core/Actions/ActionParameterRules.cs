using System.Globalization;
using System.Text.RegularExpressions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions;

/// <summary>Checks parameters against what their action says of itself. A select's options are the action's own affair.</summary>
public static class ActionParameterRules
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>The parameters with the action's defaults where the step gives none.</summary>
    public static MapValue WithDefaults(ActionDescriptor action, MapValue given)
    {
        MapDraft? filled = null;
        foreach (var parameter in action.Params)
        {
            if (parameter.Default is { } value && (!given.TryGet(parameter.Name, out var own) || own.IsUndefined))
            {
                filled ??= Copy(given, action.Params.Length);
                filled.Set(new(parameter.Name, value));
            }
        }

        return filled?.ToMap() ?? given;
    }

    /// <summary>What is wrong with these parameters, a sentence each; templates in them are not yet allowed.</summary>
    public static IReadOnlyList<string> Broken(ActionDescriptor action, MapValue values)
    {
        List<string>? broken = null;
        foreach (var parameter in action.Params)
        {
            if (IsHidden(parameter, values))
            {
                continue;
            }

            var value = values[parameter.Name];
            if (IsBlank(value))
            {
                if (parameter.Required)
                {
                    (broken ??= []).Add($"parameter '{parameter.Name}' of '{action.Type}' is required");
                }
            }
            else if (Broken(parameter, value) is { } problem)
            {
                (broken ??= []).Add(problem);
            }
        }

        return broken ?? [];
    }

    /// <summary>What is wrong with the value of one parameter, or null. The value is there and holds no template.</summary>
    public static string? Broken(ActionParameter parameter, Value value)
    {
        if (parameter.Type == "number")
        {
            return ActionParams.NumberOf(value) is { } number
                ? OutOfRange(parameter, number)
                : $"parameter '{parameter.Name}' must be a number, not {ValueJson.ToText(value)}";
        }

        return value is StringValue text ? WrongText(parameter, text.Content) : null;
    }

    private static MapDraft Copy(MapValue given, int more)
    {
        var draft = new MapDraft(given.Count + more);
        foreach (var entry in given.Entries)
        {
            draft.Set(entry);
        }

        return draft;
    }

    private static string? OutOfRange(ActionParameter parameter, double number) =>
        parameter.Validation switch
        {
            { Min: { } min } when number < min => $"parameter '{parameter.Name}' must be at least {Plain(min)}",
            { Max: { } max } when number > max => $"parameter '{parameter.Name}' must be at most {Plain(max)}",
            _ => null,
        };

    private static string? WrongText(ActionParameter parameter, string text) =>
        parameter.Validation switch
        {
            { MinLength: { } min } when text.Length < min =>
                $"parameter '{parameter.Name}' must have at least {min} characters",
            { MaxLength: { } max } when text.Length > max =>
                $"parameter '{parameter.Name}' must have at most {max} characters",
            { Pattern: { } pattern } v
                when !Regex.IsMatch(text, $@"^(?:{pattern})\z", RegexOptions.None, PatternTimeout) =>
                $"parameter '{parameter.Name}': {v.PatternMessage ?? $"must match {pattern}"}",
            _ => null,
        };

    private static bool IsHidden(ActionParameter parameter, MapValue values) =>
        parameter.ShowWhen is { } when
        && (
            (when.EqualTo is { } wanted && !values[when.Param].Equals(wanted))
            || (when.NotEqualTo is { } unwanted && values[when.Param].Equals(unwanted))
        );

    private static bool IsBlank(Value value) =>
        value.IsNullOrUndefined || value is StringValue { Content: "" } || value is ListValue { Items.IsEmpty: true };

    private static string Plain(double number) => number.ToString(CultureInfo.InvariantCulture);
}
