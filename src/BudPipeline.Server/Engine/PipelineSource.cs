using System.Text.Json;
using BudPipeline.Core.Definitions;
using BudPipeline.Server.Api;

namespace BudPipeline.Server.Engine;

/// <summary>The definition of a saved pipeline: its text, and its plan once it has steps.</summary>
/// <param name="Text">As its author wrote it.</param>
/// <param name="Format">json or yaml.</param>
/// <param name="Plan">Null of a draft without steps.</param>
/// <param name="OwnName">The name in the definition; null when it has none.</param>
internal sealed record PipelineSource(string Text, string Format, ExecutionPlan? Plan, string? OwnName)
{
    public const string Json = "json";
    public const string Yaml = "yaml";
    public const string DefaultVersion = "1.0";

    /// <summary>Checks a definition; what is wrong with it, but for having no steps yet, is thrown as a problem.</summary>
    public static PipelineSource Of(GivenDefinition given, DefinitionIntake definitions)
    {
        // Without a name of its own it is the same definition, of the same hash, whatever the pipeline is called.
        var compiled = definitions.Compile(given, name: null);
        var format = given.Format ?? (given.Text.AsSpan().TrimStart().StartsWith("{") ? Json : Yaml);
        if (compiled.Plan is { } plan)
        {
            var own = plan.Definition.Name;
            return new PipelineSource(given.Text, format, plan, own == DefinitionReader.DefaultName ? null : own);
        }

        return IsEmptyObject(given) || compiled.Errors.All(IsAboutHavingNoSteps)
            ? new PipelineSource(given.Text, format, null, format == Json ? NameIn(given.Text) : null)
            : throw new ProblemException(Problems.InvalidDefinition([.. compiled.Errors.Select(Problems.Item)]));
    }

    private static bool IsEmptyObject(GivenDefinition given) =>
        !given.IsText
        && JsonElement.Parse(given.Text) is { ValueKind: JsonValueKind.Object } root
        && root.GetPropertyCount() == 0;

    private static bool IsAboutHavingNoSteps(Diagnostic error) =>
        error is { Path: "steps", Code: DiagnosticCodes.MissingField or DiagnosticCodes.OutOfRange };

    private static string? NameIn(string json)
    {
        var root = JsonElement.Parse(json);
        return
            root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("name", out var name)
            && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
    }
}
