using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>Reads the root of a definition: contract §a.1.</summary>
internal static class PipelineReader
{
    public const string DefaultVersion = "1.0";
    private const int LongestName = 255;
    private static readonly string[] Wrappers = ["dag", "definition", "pipeline_definition"];

    private static readonly IReadOnlyList<(string, SkipPropagation)> SkipPropagations =
    [
        ("none", SkipPropagation.None),
        ("branch", SkipPropagation.Branch),
        ("all", SkipPropagation.All),
    ];

    public static DefinitionDraft Read(SourceNode root, Findings findings, DefinitionLimits limits, string defaultName)
    {
        if (root is not SourceMap map)
        {
            var message = $"A pipeline is a map with 'steps'; here stands {root.Kind}.";
            findings.Error(DiagnosticCodes.WrongType, message, "", root, "Begin with name: and steps:.");
            return new DefinitionDraft(null, null, findings);
        }

        if (map.Entries.IsEmpty)
        {
            findings.Empty();
            return new DefinitionDraft(null, null, findings);
        }

        if (!map.TryGet("steps", out _) && !map.TryGet("phases", out _) && Unwrap(map) is { } inner)
        {
            return Read(inner, findings, limits, NameOf(map) ?? defaultName);
        }

        var fields = new Fields(map, "", findings);
        var steps = StepListReader.Read(fields, findings, limits);
        var definition = new PipelineDefinition(
            fields.Text("name", 1, LongestName) ?? defaultName,
            fields.TextOrNumber("version") ?? DefaultVersion,
            fields.Text("description"),
            ParameterReader.Read(fields, findings),
            Settings(fields, !steps.Phases.IsEmpty, findings),
            steps.Steps,
            fields.Object("outputs")
        )
        {
            Phases = steps.Phases,
            FinallyCount = steps.FinallyCount,
        };
        fields.WarnOfUnknown();
        return new DefinitionDraft(definition, map, findings);
    }

    private static SourceMap? Unwrap(SourceMap map)
    {
        foreach (var wrapper in Wrappers)
        {
            if (map.TryGet(wrapper, out var node) && node is SourceMap inner)
            {
                return inner;
            }
        }

        return null;
    }

    private static string? NameOf(SourceMap wrapper) =>
        wrapper.TryGet("name", out var node)
        && node is SourceScalar { Value: StringValue { Content.Length: > 0 and <= LongestName } name }
            ? name.Content
            : null;

    private static PipelineSettings Settings(Fields root, bool hasPhases, Findings findings)
    {
        var defaults = PipelineSettings.Default;
        if (root.MapOf("settings") is not { } map)
        {
            return defaults;
        }

        var fields = new Fields(map, root.PathOf("settings"), findings);
        var settings = new PipelineSettings(
            fields.Integer("timeout_seconds", 1) ?? defaults.TimeoutSeconds,
            FailFast(fields, hasPhases, findings) ?? defaults.FailFast,
            fields.Integer("max_parallel_steps", 1, 100) ?? defaults.MaxParallelSteps,
            RetryReader.Read(fields, "retry_policy", findings),
            fields.OneOf("skip_propagation", SkipPropagations) ?? defaults.SkipPropagation
        )
        {
            Strict = fields.Boolean("strict") ?? defaults.Strict,
        };
        fields.WarnOfUnknown();
        return settings;
    }

    /// <summary>Phases always fail fast (contract, conflict C8): a build is green or it stops.</summary>
    private static bool? FailFast(Fields fields, bool hasPhases, Findings findings)
    {
        var failFast = fields.Boolean("fail_fast");
        if (failFast != false || !hasPhases)
        {
            return failFast;
        }

        const string message = "'fail_fast: false' is ignored: phases always fail fast.";
        const string hint = "Remove it, give the tasks on_failure: continue, or write steps with depends_on.";
        findings.Warning(
            DiagnosticCodes.ConflictingFields,
            message,
            fields.PathOf("fail_fast"),
            fields.Find("fail_fast"),
            hint
        );
        return true;
    }
}
