using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Definitions;

/// <summary>Words for tests about what a compiled definition reports.</summary>
internal static class DefinitionChecks
{
    /// <summary>The built-in actions, and one whose parameters use everything that a descriptor can say.</summary>
    public static ActionCatalog Catalog { get; } = new([.. BuiltInActions.Descriptors, Picky]);

    private static ActionDescriptor Picky =>
        new(
            Type: "picky",
            Name: "Picky",
            Category: "Test",
            Description: "Refuses much.",
            Params:
            [
                new("must", "Must", "string", Required: true),
                new("filled", "Filled", "number", Required: true, Default: Value.Of(1)),
                new("mode", "Mode", "select", Default: Value.Of("simple"), Options: ["simple", "expert"]),
                new("many", "Many", "multiselect", Options: ["a", "b"]),
                new("count", "Count", "number", Validation: new(Min: 1, Max: 10)),
                new("code", "Code", "string", Validation: new(MinLength: 2, MaxLength: 3, Pattern: "[a-z]+")),
                new("flag", "Flag", "boolean"),
                new("level", "Level", "string", Required: true, ShowWhen: new("mode", Value.Of("expert"), null)),
            ],
            Outputs: [],
            Mode: ExecutionMode.Sync,
            Timeout: TimeSpan.FromSeconds(7),
            Idempotent: true,
            Aliases: ["choosy"]
        );

    public static CompiledDefinition Compile(string text, string? format = null) =>
        DefinitionCompiler.Compile(text, Catalog, format);

    /// <summary>The plan of a definition without errors.</summary>
    public static ExecutionPlan PlanOf(string text)
    {
        var compiled = Compile(text);
        Assert.Empty(compiled.Errors);
        return compiled.Plan!;
    }

    public static string PlaceOf(Diagnostic diagnostic) =>
        diagnostic.Location is { } at ? $"{at.Line}:{at.Column}" : "nowhere";

    /// <summary>Severity, code and path, for comparing.</summary>
    public static string Brief(Diagnostic diagnostic) =>
        $"{(diagnostic.Severity == Severity.Error ? "error" : "warning")} {diagnostic.Code} {diagnostic.Path}";
}
