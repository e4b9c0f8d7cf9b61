using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>Reads the declared parameters.</summary>
internal static class ParameterReader
{
    private const int LongestName = 100;

    private static readonly Dictionary<string, ParameterType> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["string"] = ParameterType.Text,
        ["integer"] = ParameterType.Integer,
        ["float"] = ParameterType.Float,
        ["boolean"] = ParameterType.Boolean,
        ["array"] = ParameterType.Array,
        ["object"] = ParameterType.Object,
        ["cluster_ref"] = ParameterType.Reference,
        ["model_ref"] = ParameterType.Reference,
        ["endpoint_ref"] = ParameterType.Reference,
        ["project_ref"] = ParameterType.Reference,
        ["credential_ref"] = ParameterType.Reference,
    };

    // What people write who come from other languages.
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["str"] = "string",
        ["text"] = "string",
        ["int"] = "integer",
        ["number"] = "float",
        ["double"] = "float",
        ["bool"] = "boolean",
        ["list"] = "array",
        ["dict"] = "object",
        ["map"] = "object",
        ["json"] = "object",
    };

    public static ImmutableArray<ParameterDefinition> Read(Fields root, Findings findings)
    {
        if (root.ListOf("parameters", "Write each parameter as '- name: …'.") is not { } list)
        {
            return [];
        }

        var parameters = ImmutableArray.CreateBuilder<ParameterDefinition>(list.Items.Length);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (list.Items[i] is not SourceMap map)
            {
                root.WrongType($"parameters.{i}", list.Items[i], "a map", "Write it as '- name: …'.");
                continue;
            }

            var fields = new Fields(map, $"parameters.{i}", findings);
            if (ReadOne(fields, findings) is not { } parameter)
            {
                continue;
            }

            if (names.Add(parameter.Name))
            {
                parameters.Add(parameter);
                continue;
            }

            var message = $"The parameter '{parameter.Name}' is declared twice.";
            var node = fields.Find("name");
            findings.Error(
                DiagnosticCodes.DuplicateParameter,
                message,
                fields.PathOf("name"),
                node,
                "Remove one of them."
            );
        }

        return parameters.DrainToImmutable();
    }

    private static ParameterDefinition? ReadOne(Fields fields, Findings findings)
    {
        var name = Name(fields, findings);
        var typeName = fields.Text("type", 1) ?? "string";
        var type = TypeOf(typeName, fields, findings);
        var parameter = new ParameterDefinition(
            name ?? "",
            type,
            typeName,
            fields.Text("description"),
            fields.Boolean("required") ?? true,
            fields.Find("default")?.ToValue()
        );
        fields.WarnOfUnknown();
        if (name is null)
        {
            return null;
        }

        if (parameter.Default is { } value && ParameterCoercion.Coerce(type, value) is null)
        {
            var message = $"The default of parameter '{name}' is no {typeName}.";
            var node = fields.Find("default");
            var hint = $"Give {ParameterCoercion.Expected(type)}.";
            findings.Error(DiagnosticCodes.DefaultType, message, fields.PathOf("default"), node, hint);
        }

        return parameter;
    }

    private static string? Name(Fields fields, Findings findings)
    {
        if (fields.Find("name") is not { } node)
        {
            fields.Missing("name", "Give the parameter a name.");
            return null;
        }

        var name = fields.Text("name", 1, LongestName);
        if (name is null || char.IsLetter(name, 0) || name[0] == '_')
        {
            return name;
        }

        var message = $"The parameter's name '{name}' must begin with a letter or '_'.";
        findings.Error(DiagnosticCodes.InvalidValue, message, fields.PathOf("name"), node, $"for example '_{name}'");
        return null;
    }

    private static ParameterType TypeOf(string typeName, Fields fields, Findings findings)
    {
        if (Types.TryGetValue(typeName, out var type))
        {
            return type;
        }

        var hint = Words.TryGetValue(typeName, out var word)
            ? $"did you mean '{word}'?"
            : findings.DidYouMean(typeName, Types.Keys, $"The types are {string.Join(", ", Types.Keys)}.");
        var message = $"The type '{Findings.Shorten(typeName)}' is not known, so the parameter is not checked.";
        findings.Warning(DiagnosticCodes.UnknownType, message, fields.PathOf("type"), fields.Find("type"), hint);
        return ParameterType.Reference;
    }
}
