using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions.Graph;
using BudPipeline.Core.Definitions.Reading;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Checking;

/// <summary>Actions and their parameters, by what each action says of itself. Values that are templates are not judged.</summary>
internal static class ActionChecks
{
    public static void Run(CheckedSource source, ActionCatalog catalog)
    {
        foreach (var step in source.Pipeline.Steps)
        {
            if (step.Action is { } action)
            {
                CheckParameters(source, step, action, step.Definition.Params, $"{step.Path}.params");
            }
            else if (step.Definition.Action.Length > 0)
            {
                WarnOfUnknown(source, step, step.Definition.Action, $"{step.Path}.action", catalog);
            }

            if (step.Body is { } body)
            {
                CheckBody(source, step, body, catalog);
            }

            if (step is { Compensation: { } parsed, Definition.Compensate: { Action.Length: > 0 } compensation })
            {
                CheckCompensation(source, step, parsed.Action, compensation, catalog);
            }
        }
    }

    private static void CheckBody(CheckedSource source, ParsedStep step, LoopBody body, ActionCatalog catalog)
    {
        var path = $"{step.Path}.params.{body.Path}";
        if (body.ActionName.Length == 0)
        {
            const string hint = "Write step: {action: log, params: {message: '{{ item }}'}}.";
            var message = $"Step '{step.Id}' says nothing of what to do with an item.";
            source.Findings.Error(DiagnosticCodes.ActionParamMissing, message, path, source.At(path), hint);
        }
        else if (body.Action is null)
        {
            WarnOfUnknown(source, step, body.ActionName, path, catalog);
        }
        else if (body.Action.Mode == ExecutionMode.ControlFlow)
        {
            const string hint = "A loop's step is an action that runs, such as shell or http_request.";
            var message = $"Step '{step.Id}' cannot repeat '{body.ActionName}', which is control flow.";
            source.Findings.Error(DiagnosticCodes.ActionParamInvalid, message, path, source.At(path), hint);
        }
        else
        {
            CheckParameters(source, step, body.Action, body.Params, $"{step.Path}.params.{body.ParamsPath}");
        }
    }

    private static void CheckCompensation(
        CheckedSource source,
        ParsedStep step,
        ActionDescriptor? action,
        CompensationDefinition compensation,
        ActionCatalog catalog
    )
    {
        var path = $"{step.Path}.compensate";
        if (step.IsFinal)
        {
            var message = $"Step '{step.Id}' stands under finally, and what is done there is never compensated.";
            source.Findings.Warning(DiagnosticCodes.ConflictingFields, message, path, source.At(path), "Remove it.");
        }

        if (action is null)
        {
            WarnOfUnknown(source, step, compensation.Action, $"{path}.action", catalog);
        }
        else if (action.Mode == ExecutionMode.ControlFlow)
        {
            const string hint = "What undoes a step is an action that runs, such as shell or http_request.";
            var message = $"Step '{step.Id}' cannot be undone by '{compensation.Action}', which is control flow.";
            source.Findings.Error(
                DiagnosticCodes.InvalidValue,
                message,
                $"{path}.action",
                source.At($"{path}.action"),
                hint
            );
        }
        else
        {
            CheckParameters(source, step, action, compensation.Params, $"{path}.params");
        }
    }

    private static void WarnOfUnknown(
        CheckedSource source,
        ParsedStep step,
        string name,
        string path,
        ActionCatalog catalog
    )
    {
        var known = catalog.All.SelectMany(a => a.Aliases.Prepend(a.Type));
        source.Findings.Warning(
            DiagnosticCodes.UnknownAction,
            $"Step '{step.Id}' uses the action '{Findings.Shorten(name)}', which is not registered; it would fail.",
            path,
            source.At(path),
            source.Findings.DidYouMean(name, known)
        );
    }

    private static void CheckParameters(
        CheckedSource source,
        ParsedStep step,
        ActionDescriptor action,
        MapValue given,
        string root
    )
    {
        foreach (var parameter in action.Params)
        {
            var path = $"{root}.{parameter.Name}";
            var value = given[parameter.Name];
            if (IsBlank(value))
            {
                if (parameter is { Required: true, Default: null } && IsShown(parameter, given, action))
                {
                    source.Findings.Error(
                        DiagnosticCodes.ActionParamMissing,
                        $"Step '{step.Id}': the action '{action.Type}' needs the parameter '{parameter.Name}'.",
                        path,
                        source.At(path),
                        parameter.Description
                    );
                }
            }
            else if (!IsTemplate(value) && ProblemOf(parameter, value) is { } problem)
            {
                var node = source.At(path);
                var hint = value is StringValue text
                    ? source.Findings.DidYouMean(text.Content, OptionsOf(parameter))
                    : null;
                var message = $"Step '{step.Id}': {problem.TrimEnd('.')}.";
                source.Findings.Error(DiagnosticCodes.ActionParamInvalid, message, path, node, hint);
            }
        }

        var names = action.Params.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in given.Entries.Select(e => e.Key).Where(key => !names.Contains(key)))
        {
            var path = $"{root}.{name}";
            source.Findings.Warning(
                DiagnosticCodes.UnknownActionParam,
                $"Step '{step.Id}': the action '{action.Type}' has no parameter '{Findings.Shorten(name)}'.",
                path,
                source.At(path),
                source.Findings.DidYouMean(name, names.Order(StringComparer.Ordinal))
            );
        }
    }

    /// <summary>Whether the parameter counts; false while what it depends on is known only at run time.</summary>
    private static bool IsShown(ActionParameter parameter, MapValue given, ActionDescriptor action)
    {
        if (parameter.ShowWhen is not { } when)
        {
            return true;
        }

        var value = given[when.Param];
        if (value.IsUndefined)
        {
            value = action.Params.FirstOrDefault(p => p.Name == when.Param)?.Default ?? value;
        }

        return !IsTemplate(value)
            && (when.EqualTo is null || value.Equals(when.EqualTo))
            && (when.NotEqualTo is null || !value.Equals(when.NotEqualTo));
    }

    /// <summary>What is wrong with a constant: its kind and choice here, its bounds by the action's own rules.</summary>
    private static string? ProblemOf(ActionParameter parameter, Value value) =>
        parameter.Type switch
        {
            "boolean" when ParameterCoercion.Coerce(ParameterType.Boolean, value) is null =>
                $"parameter '{parameter.Name}' must be true or false, not {Findings.Shorten(value.ToString())}",
            "select" when !IsOption(parameter, value) => NoOption(parameter, value),
            "multiselect" when value is ListValue list => list
                .Items.Where(item => !IsOption(parameter, item))
                .Select(item => NoOption(parameter, item))
                .FirstOrDefault(),
            _ => ActionParameterRules.Broken(parameter, value),
        };

    private static bool IsOption(ActionParameter parameter, Value value) =>
        OptionsOf(parameter) is { IsEmpty: true }
        || (value is StringValue text && OptionsOf(parameter).Contains(text.Content, StringComparer.OrdinalIgnoreCase));

    private static string NoOption(ActionParameter parameter, Value value) =>
        $"parameter '{parameter.Name}' must be one of {string.Join(", ", OptionsOf(parameter))}, "
        + $"not {Findings.Shorten(value.ToString())}";

    private static ImmutableArray<string> OptionsOf(ActionParameter parameter) =>
        parameter.Options.IsDefault ? [] : parameter.Options;

    private static bool IsBlank(Value value) => value.IsNullOrUndefined || value is StringValue { Content: "" };

    private static bool IsTemplate(Value value) =>
        value switch
        {
            StringValue text => Branches.IsTemplate(text.Content),
            ListValue list => list.Items.Any(IsTemplate),
            MapValue map => map.Entries.Any(e => IsTemplate(e.Value)),
            _ => false,
        };
}
